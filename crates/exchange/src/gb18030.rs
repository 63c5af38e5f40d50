//! GB 18030, the encoding that some offices' programs still demand.

use std::io::{self, Write};

use encoding_rs::{Encoder, EncoderResult, GB18030};

/// Room for what is encoded at a time.
const ROOM: usize = 64 * 1024;
/// Longest character of UTF-8.
const CHAR_BYTES_MAX: usize = 4;

/// Turns UTF-8 into GB 18030 on its way out.
pub struct Gb18030Writer<W: Write> {
    inner: W,
    encoder: Encoder,
    room: Vec<u8>,
    /// The beginning of a character whose end is still to come.
    begun: Vec<u8>,
}

impl<W: Write> Gb18030Writer<W> {
    /// Encodes what is written, for `inner`.
    pub fn new(inner: W) -> Self {
        let (encoder, room) = (GB18030.new_encoder(), vec![0; ROOM]);
        Self { inner, encoder, room, begun: Vec::with_capacity(CHAR_BYTES_MAX) }
    }

    /// Hands on what is still held.
    ///
    /// # Errors
    /// When the text breaks off within a character, or `inner` does not take it.
    pub fn finish(mut self) -> io::Result<W> {
        if !self.begun.is_empty() {
            return Err(unencodable("the text breaks off within a character".to_owned()));
        }
        self.inner.flush()?;
        Ok(self.inner)
    }

    fn encode(&mut self, mut text: &str) -> io::Result<()> {
        while !text.is_empty() {
            let (result, read, written) =
                self.encoder.encode_from_utf8_without_replacement(text, &mut self.room, false);
            self.inner.write_all(&self.room[..written])?;
            text = &text[read..];
            // All but one character for private use have a place.
            if let EncoderResult::Unmappable(letter) = result {
                return Err(unencodable(format!("{letter:?} has no place in GB 18030")));
            }
        }
        Ok(())
    }
}

impl<W: Write> Write for Gb18030Writer<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut begun = std::mem::take(&mut self.begun);
        let whole;
        let text = if begun.is_empty() {
            bytes
        } else {
            begun.extend_from_slice(bytes);
            whole = begun;
            &whole
        };
        let valid = match std::str::from_utf8(text) {
            Ok(text) => text,
            Err(error) if error.error_len().is_none() => {
                let (valid, rest) = text.split_at(error.valid_up_to());
                self.begun.extend_from_slice(rest);
                std::str::from_utf8(valid).map_err(io::Error::other)?
            }
            Err(error) => return Err(unencodable(error.to_string())),
        };
        self.encode(valid)?;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

fn unencodable(reason: String) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn encoded(parts: &[&[u8]]) -> io::Result<Vec<u8>> {
        let mut writer = Gb18030Writer::new(Vec::new());
        parts.iter().try_for_each(|part| writer.write_all(part))?;
        writer.finish()
    }

    #[test]
    fn known_characters_have_their_bytes() {
        assert_eq!(encoded(&["满意,1\n".as_bytes()]).ok(), Some(b"\xc2\xfa\xd2\xe2,1\n".to_vec()));
    }

    #[test]
    fn what_can_not_be_said_is_an_error_and_not_another_character() {
        for odd in [&[0xe6, 0xbb][..], &[0xff], "\u{e5e5}".as_bytes()] {
            assert!(encoded(&[odd]).is_err(), "{odd:?}");
        }
    }

    proptest! {
        #[test]
        fn it_reads_back_wherever_it_was_cut(text in "[\u{0}-\u{d7ff}]{0,20}", cut in 0..40_usize) {
            let bytes = text.as_bytes();
            let (first, second) = bytes.split_at(cut.min(bytes.len()));
            let encoded = encoded(&[first, second]).expect("memory");
            let (read, _, faulty) = GB18030.decode(&encoded);
            prop_assert!(!faulty);
            prop_assert_eq!(&*read, &*text);
        }
    }
}
