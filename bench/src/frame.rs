//! WebSocket frames (RFC 6455) as a client sees them: masked out, unmasked in, never fragmented.

use std::ops::Range;

use anyhow::{Result, ensure};

pub const TEXT: u8 = 0x1;
pub const CLOSE: u8 = 0x8;
pub const PING: u8 = 0x9;
pub const PONG: u8 = 0xA;

/// Not zero, because Node's `ws` skips unmasking when the key is zero; otherwise any key serves.
const MASK: [u8; 4] = [0x5A, 0xC3, 0x3C, 0xA5];

/// Replaces the content of `frame` by one masked frame. The payload has at most 65,535 bytes.
pub fn encode(opcode: u8, payload: &[u8], frame: &mut Vec<u8>) -> Result<()> {
    frame.clear();
    frame.push(0x80 | opcode);
    if payload.len() < 126 {
        frame.push(0x80 | payload.len() as u8);
    } else {
        frame.push(0x80 | 126);
        frame.extend(u16::try_from(payload.len())?.to_be_bytes());
    }
    frame.extend(MASK);
    frame.extend(payload.iter().zip(MASK.iter().cycle()).map(|(byte, key)| byte ^ key));
    Ok(())
}

/// A complete frame at the start of a read buffer.
pub struct Frame {
    pub opcode: u8,
    /// Where the payload lies in the buffer; it ends where the frame ends.
    pub payload: Range<usize>,
}

/// The frame at the start of `buffer`, or `None` while it is incomplete.
/// Fragmented and masked frames are errors: no server of this benchmark sends them.
pub fn decode(buffer: &[u8]) -> Result<Option<Frame>> {
    let [first, second, rest @ ..] = buffer else {
        return Ok(None);
    };
    ensure!(first & 0xF0 == 0x80, "fragmented or compressed frame: {first:#04x}");
    ensure!(second & 0x80 == 0, "the server masks its frames");
    let (start, length) = match (second, rest) {
        (126, [a, b, ..]) => (4, usize::from(u16::from_be_bytes([*a, *b]))),
        (127, [a, b, c, d, e, f, g, h, ..]) => {
            let length = u64::from_be_bytes([*a, *b, *c, *d, *e, *f, *g, *h]);
            (10, usize::try_from(length)?)
        }
        (126 | 127, _) => return Ok(None),
        (short, _) => (2, usize::from(*short)),
    };
    let payload = start..start + length;
    Ok((buffer.len() >= payload.end).then_some(Frame { opcode: first & 0x0F, payload }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encodes_masked_frames_with_both_length_forms() {
        for length in [0, 1, 125, 126, 65_535] {
            let payload = vec![b'x'; length];
            let mut frame = Vec::new();
            encode(TEXT, &payload, &mut frame).unwrap();
            let header = if length < 126 { 2 } else { 4 };
            assert_eq!(frame.len(), header + 4 + length);
            let unmasked: Vec<u8> = frame[header + 4..].iter().zip(MASK.iter().cycle()).map(|(a, b)| a ^ b).collect();
            assert_eq!(unmasked, payload);
        }
        assert!(encode(TEXT, &vec![0; 65_536], &mut Vec::new()).is_err());
    }

    #[test]
    fn decodes_only_complete_frames() {
        let mut long = vec![0x81, 126, 1, 0];
        long.extend([b'y'; 256]);
        for cut in 0..long.len() {
            assert!(decode(&long[..cut]).unwrap().is_none(), "cut at {cut}");
        }
        long.extend([0x81, 1, b'z']);
        let frame = decode(&long).unwrap().unwrap();
        assert_eq!((frame.opcode, frame.payload), (TEXT, 4..260));
    }

    #[test]
    fn refuses_fragments_and_masked_frames() {
        assert!(decode(&[0x01, 1, b'a']).is_err());
        assert!(decode(&[0x81, 0x81, 1, 2, 3, 4, 5]).is_err());
    }
}
