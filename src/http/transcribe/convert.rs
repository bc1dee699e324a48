//! `ffmpeg`: from whatever a browser records to what speech recognisers read.

use std::ffi::OsStr;
use std::path::Path;

use super::failure::Failure;
use super::process::{self, Ending};

/// The containers and codecs that people record in. Anything else is refused before it is
/// parsed, above all playlists, which would let a recording name other files and addresses.
const FORMATS: &str = "aac,aiff,amr,caf,flac,matroska,mov,mp3,mp4,ogg,wav,webm";

/// Four hours: a compressed recording of the largest size still cannot fill the disk.
const MAX_SECONDS: &str = "14400";

/// `ffmpeg` writes to the file, and nothing to standard output.
const MAX_OUTPUT_BYTES: usize = 64 * 1024;

/// Writes the sound of `input` to `wav`: 16 kHz, one channel, 16 bits.
pub(super) async fn to_wav(input: &Path, wav: &Path, ending: &mut Ending) -> Result<(), Failure> {
    let before = ["-nostdin", "-hide_banner", "-loglevel", "error"];
    let guards = ["-protocol_whitelist", "file", "-format_whitelist", FORMATS];
    let sound = ["-vn", "-ac", "1", "-ar", "16000", "-c:a", "pcm_s16le", "-t", MAX_SECONDS];
    let mut arguments: Vec<&OsStr> = before.iter().chain(&guards).map(OsStr::new).collect();
    arguments.extend([OsStr::new("-i"), input.as_os_str()]);
    arguments.extend(sound.iter().map(OsStr::new));
    arguments.extend([OsStr::new("-f"), OsStr::new("wav"), wav.as_os_str()]);

    let output = process::run("ffmpeg", arguments, MAX_OUTPUT_BYTES, ending).await?;
    match output.status.success() {
        true => Ok(()),
        false => Err(Failure::Undecodable(output.complaint)),
    }
}
