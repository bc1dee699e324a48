//! Bytes from outside, cut into text: whole lines, or whatever has come.

use std::io;

use bytes::{Buf, BytesMut};
use tokio_util::codec::Decoder;

/// Lines of at most `max` bytes; what goes beyond is left out, so that no line costs more memory than
/// that, and a line beyond `limit` bytes is an error, so that none goes on for ever. Ends in LF or CRLF,
/// the last line also without. Bytes that are no UTF-8 become U+FFFD.
pub(super) struct Lines {
    max: usize,
    limit: usize,
    /// How far the buffer has been searched for a line's end.
    searched: usize,
    /// Bytes of a line that is too long, of which only the rest is in the buffer.
    passed: Option<usize>,
}

/// Why no more can be read.
#[derive(Debug, thiserror::Error)]
pub(super) enum ReadError {
    #[error("a line without an end")]
    Endless,
    #[error(transparent)]
    Broken(#[from] io::Error),
}

impl Lines {
    pub(super) fn new(max: usize, limit: usize) -> Self {
        Self { max, limit, searched: 0, passed: None }
    }

    fn without_end(&mut self, buffer: &mut BytesMut) -> Result<Option<String>, ReadError> {
        self.searched = buffer.len();
        if self.passed.is_none() && buffer.len() <= self.max {
            return Ok(None);
        }
        let passed = self.passed.unwrap_or(0) + buffer.len();
        if passed > self.limit {
            return Err(ReadError::Endless);
        }
        let first = self.passed.replace(passed).is_none();
        let line = first.then(|| text(&buffer[..self.max]));
        buffer.clear();
        self.searched = 0;
        Ok(line)
    }
}

impl Decoder for Lines {
    type Item = String;
    type Error = ReadError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<String>, ReadError> {
        loop {
            let unsearched = &buffer[self.searched..];
            let Some(offset) = unsearched.iter().position(|byte| *byte == b'\n') else {
                return self.without_end(buffer);
            };
            let line = buffer.split_to(self.searched + offset);
            buffer.advance(1);
            self.searched = 0;
            if self.passed.take().is_none() {
                let line = line.strip_suffix(b"\r").unwrap_or(&line);
                return Ok(Some(text(&line[..line.len().min(self.max)])));
            }
        }
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<String>, ReadError> {
        if let Some(line) = self.decode(buffer)? {
            return Ok(Some(line));
        }
        self.searched = 0;
        let rest = buffer.split();
        Ok((!rest.is_empty()).then(|| text(&rest)))
    }
}

/// Text as it comes: a character whose bytes are split over two reads waits for its rest. Bytes that are
/// no UTF-8 become U+FFFD.
pub(super) struct Text;

impl Decoder for Text {
    type Item = String;
    type Error = ReadError;

    fn decode(&mut self, buffer: &mut BytesMut) -> Result<Option<String>, ReadError> {
        let whole = buffer.len() - begun_character(buffer);
        let chunk = buffer.split_to(whole);
        Ok((!chunk.is_empty()).then(|| text(&chunk)))
    }

    fn decode_eof(&mut self, buffer: &mut BytesMut) -> Result<Option<String>, ReadError> {
        let rest = buffer.split();
        Ok((!rest.is_empty()).then(|| text(&rest)))
    }
}

/// How many bytes at the end begin a character that is not whole yet.
fn begun_character(bytes: &[u8]) -> usize {
    let broken = bytes.utf8_chunks().last().map_or(&[][..], |chunk| chunk.invalid());
    match std::str::from_utf8(broken) {
        Err(error) if error.error_len().is_none() => broken.len(),
        _ => 0,
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// The beginning of a text on one line, for logs and messages.
pub(super) fn brief(text: &str) -> String {
    const CHARACTERS: usize = 200;
    let mut rest = text.trim().chars();
    let mut brief: String =
        rest.by_ref().take(CHARACTERS).map(|character| if character.is_control() { ' ' } else { character }).collect();
    if rest.next().is_some() {
        brief.push('…');
    }
    brief
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// What a codec makes of bytes that arrive in these pieces.
    fn decoded(mut codec: impl Decoder<Item = String, Error = ReadError>, pieces: &[Vec<u8>]) -> Vec<String> {
        let mut buffer = BytesMut::new();
        let mut items = Vec::new();
        for piece in pieces {
            buffer.extend_from_slice(piece);
            while let Some(item) = codec.decode(&mut buffer).unwrap() {
                items.push(item);
            }
        }
        while let Some(item) = codec.decode_eof(&mut buffer).unwrap() {
            items.push(item);
        }
        items
    }

    /// Bytes among which line ends and pieces of characters are frequent, cut anywhere.
    fn pieces() -> impl Strategy<Value = Vec<Vec<u8>>> {
        let byte = prop_oneof![
            any::<u8>(),
            prop::sample::select(b"\r\n a".to_vec()),
            prop::sample::select("é€🙂".as_bytes().to_vec()),
        ];
        prop::collection::vec(prop::collection::vec(byte, 0..8), 0..8)
    }

    proptest! {
        #[test]
        fn text_is_the_same_however_it_is_cut(pieces in pieces()) {
            let whole = text(&pieces.concat());
            prop_assert_eq!(decoded(Text, &pieces).concat(), whole);
        }

        #[test]
        fn lines_are_the_same_however_they_are_cut(pieces in pieces()) {
            let whole = pieces.concat();
            let mut lines: Vec<_> = whole.split(|byte| *byte == b'\n').collect();
            if lines.last().is_some_and(|last| last.is_empty()) {
                lines.pop();
            }
            let ended = lines.len() - usize::from(!whole.ends_with(b"\n") && !lines.is_empty());
            let expected: Vec<_> = lines
                .iter()
                .enumerate()
                .map(|(index, line)| text(line.strip_suffix(b"\r").filter(|_| index < ended).unwrap_or(line)))
                .collect();
            prop_assert_eq!(decoded(Lines::new(1000, 1000), &pieces), expected);
        }

        #[test]
        fn no_line_is_longer_than_allowed(pieces in pieces()) {
            let whole = text(&pieces.concat());
            let lines = decoded(Lines::new(5, 1000), &pieces);
            prop_assert_eq!(lines.len(), whole.lines().count());
            // A byte of a broken character becomes three.
            prop_assert!(lines.iter().all(|line| line.len() <= 15));
        }
    }

    #[test]
    fn a_line_without_end_is_an_error() {
        let mut lines = Lines::new(2, 6);
        let mut buffer = BytesMut::from("abcd");
        assert_eq!(lines.decode(&mut buffer).unwrap().as_deref(), Some("ab"));
        buffer.extend_from_slice(b"efg");
        assert!(matches!(lines.decode(&mut buffer), Err(ReadError::Endless)));
    }
}
