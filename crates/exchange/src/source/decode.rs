//! Bytes of a stated encoding as UTF-8, strictly: a sequence that is not valid is an error with
//! its place, and never a replacement character in someone's answer.

use std::io::{self, Read};

use encoding_rs::{DecoderResult, GB18030, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::Fault;
use crate::mapping::Encoding;

const CHUNK_BYTES: usize = 64 << 10;

/// Reads UTF-8 out of a stream in another encoding.
pub(crate) struct Decoded<R> {
    input: R,
    decoder: encoding_rs::Decoder,
    raw: Vec<u8>,
    /// Part of `raw` that was read and not yet decoded.
    pending: std::ops::Range<usize>,
    text: Vec<u8>,
    /// Part of `text` that was decoded and not yet handed on.
    ready: std::ops::Range<usize>,
    ended: bool,
    /// Bytes decoded before `pending`.
    position: u64,
    /// Line on which decoding stands.
    line: u64,
}

impl<R: Read> Decoded<R> {
    /// Looks at the byte order mark, which overrules the stated encoding.
    pub(crate) fn new(mut input: R, encoding: Encoding) -> io::Result<Self> {
        let mut raw = vec![0; CHUNK_BYTES];
        let mut filled = 0;
        while filled < 3 {
            match input.read(&mut raw[filled..])? {
                0 => break,
                count => filled += count,
            }
        }
        let stated = match encoding {
            Encoding::Utf8 => UTF_8,
            Encoding::Gb18030 => GB18030,
        };
        let (actual, mark) = encoding_rs::Encoding::for_bom(&raw[..filled]).unwrap_or((stated, 0));
        debug_assert!([UTF_8, GB18030, UTF_16LE, UTF_16BE].contains(&actual));
        Ok(Self {
            input,
            decoder: actual.new_decoder_without_bom_handling(),
            raw,
            pending: mark..filled,
            text: vec![0; CHUNK_BYTES * 3],
            ready: 0..0,
            ended: false,
            position: mark as u64,
            line: 1,
        })
    }

    fn refill(&mut self) -> io::Result<()> {
        while self.ready.is_empty() && !self.ended {
            if self.pending.is_empty() {
                let count = self.input.read(&mut self.raw)?;
                self.pending = 0..count;
                // The last call tells the decoder that a half sequence stays half.
                self.ended = count == 0;
            }
            self.decode()?;
        }
        Ok(())
    }

    fn decode(&mut self) -> io::Result<()> {
        let (result, consumed, written) = self.decoder.decode_to_utf8_without_replacement(
            &self.raw[self.pending.clone()],
            &mut self.text,
            self.ended,
        );
        self.pending.start += consumed;
        self.position += consumed as u64;
        if let Some(nul) = self.text[..written].iter().position(|&byte| byte == 0) {
            let line = self.line + newlines(&self.text[..nul]);
            let reason = "the file holds a NUL byte, so it is not a text file";
            return Err(stop(Fault::new("", "nul_byte", reason).line(line)));
        }
        self.line += newlines(&self.text[..written]);
        if let DecoderResult::Malformed(length, after) = result {
            return Err(self.malformed(u64::from(length), u64::from(after)));
        }
        self.ready = 0..written;
        // Output is three times the input, so it only stops early at the end of the input.
        self.ended &= matches!(result, DecoderResult::InputEmpty);
        Ok(())
    }

    fn malformed(&self, length: u64, after: u64) -> io::Error {
        let start = self.position.saturating_sub(length + after);
        let reason = format!(
            "byte {start} begins a sequence that is not valid {}",
            self.decoder.encoding().name()
        );
        stop(Fault::new("", "bad_encoding", reason).line(self.line))
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.refill()?;
        let count = buffer.len().min(self.ready.len());
        let from = self.ready.start;
        buffer[..count].copy_from_slice(&self.text[from..from + count]);
        self.ready.start += count;
        Ok(count)
    }
}

fn newlines(text: &[u8]) -> u64 {
    text.split(|&byte| byte == b'\n').count() as u64 - 1
}

/// A fault on its way through a reader that knows only I/O errors.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct Stopped(pub(crate) Fault);

pub(crate) fn stop(fault: Fault) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, Stopped(fault))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(bytes: &[u8], encoding: Encoding) -> Result<String, Box<Fault>> {
        let mut text = String::new();
        match Decoded::new(bytes, encoding).expect("memory").read_to_string(&mut text) {
            Ok(_) => Ok(text),
            Err(e) => Err(e
                .into_inner()
                .and_then(|e| e.downcast::<Stopped>().ok())
                .map(|stopped| Box::new(stopped.0))
                .expect("a fault")),
        }
    }

    #[test]
    fn four_encodings_give_one_text() {
        let utf16: Vec<u8> = "\u{feff}满意,1".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let gb = GB18030.encode("满意,1").0.into_owned();
        assert_eq!(decoded("满意,1".as_bytes(), Encoding::Utf8).as_deref(), Ok("满意,1"));
        assert_eq!(
            decoded("\u{feff}满意,1".as_bytes(), Encoding::Gb18030).as_deref(),
            Ok("满意,1")
        );
        assert_eq!(decoded(&utf16, Encoding::Utf8).as_deref(), Ok("满意,1"));
        assert_eq!(decoded(&gb, Encoding::Gb18030).as_deref(), Ok("满意,1"));
        assert_eq!(decoded(b"", Encoding::Utf8).as_deref(), Ok(""));
    }

    #[test]
    fn a_bad_sequence_is_named_by_byte_and_line() {
        let fault = decoded(b"a\nbc\xff", Encoding::Utf8).expect_err("not UTF-8");
        assert_eq!((fault.code, fault.line), ("bad_encoding", Some(2)));
        assert!(fault.reason.contains("byte 4"), "{}", fault.reason);
        let half = decoded(b"a\n\n\xe6\xbb", Encoding::Utf8).expect_err("a half character");
        assert!(half.reason.contains("byte 3"), "{}", half.reason);
        let gb = decoded(b"\xff\xff", Encoding::Gb18030).expect_err("not GB18030");
        assert_eq!(gb.code, "bad_encoding");
        assert!(gb.reason.contains("byte 0"), "{}", gb.reason);
        assert_eq!(decoded(b"a\0b", Encoding::Utf8).expect_err("NUL").code, "nul_byte");
    }
}
