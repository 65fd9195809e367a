//! Writing JSON: what serde_json writes, byte for byte, for the shapes that replies have.
//!
//! serde_json looks for what must be escaped in every field's name and grows its buffer by the byte; both were a sixth
//! of a request's work. Here names are trusted, since they stand in our own source. Shapes that no reply has (floats,
//! bytes, keys that are no text) are refused.

use super::text;
use serde::{Serialize, ser};
use std::fmt::Display;

/// A value of a shape that no reply has.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
#[error("cannot be written as JSON: {0}")]
pub struct Unwritable(pub String);

/// Writes a value. `bytes` is what it probably needs: one buffer of that size is enough for most.
///
/// # Errors
/// For floats, bytes, integers of 128 bits and keys that are no text; for what a type's own `Serialize` refuses.
pub fn write<T: Serialize + ?Sized>(value: &T, bytes: usize) -> Result<Vec<u8>, Unwritable> {
    let mut writer = Writer { out: Vec::with_capacity(bytes) };
    value.serialize(&mut writer)?;
    Ok(writer.out)
}

struct Writer {
    out: Vec<u8>,
}

/// An array or object that is being written. A comma stands behind each of its entries: the last one becomes what ends
/// it, which is one decision less for each entry.
struct Open<'a> {
    writer: &'a mut Writer,
    close: u8,
    /// Whether the object of a variant's name is around it.
    in_variant: bool,
}

// === impl Unwritable ===

impl ser::Error for Unwritable {
    fn custom<T: Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

// === impl Writer ===

impl Writer {
    fn open(&mut self, open: u8, close: u8) -> Open<'_> {
        self.out.push(open);
        Open { writer: self, close, in_variant: false }
    }

    fn open_variant(&mut self, variant: &'static str, open: u8, close: u8) -> Open<'_> {
        self.out.push(b'{');
        text::write_name(&mut self.out, variant, b"\":");
        Open { in_variant: true, ..self.open(open, close) }
    }

    fn integer(&mut self, integer: impl itoa::Integer) -> Result<(), Unwritable> {
        self.out.extend_from_slice(itoa::Buffer::new().format(integer).as_bytes());
        Ok(())
    }

    fn word(&mut self, word: &[u8]) -> Result<(), Unwritable> {
        self.out.extend_from_slice(word);
        Ok(())
    }
}

macro_rules! integers {
    ($($method:ident $integer:ty;)*) => {
        $(fn $method(self, integer: $integer) -> Result<(), Unwritable> {
            self.integer(integer)
        })*
    };
}

impl<'a> ser::Serializer for &'a mut Writer {
    type Ok = ();
    type Error = Unwritable;
    type SerializeSeq = Open<'a>;
    type SerializeTuple = Open<'a>;
    type SerializeTupleStruct = Open<'a>;
    type SerializeTupleVariant = Open<'a>;
    type SerializeMap = Open<'a>;
    type SerializeStruct = Open<'a>;
    type SerializeStructVariant = Open<'a>;

    integers! {
        serialize_i8 i8; serialize_i16 i16; serialize_i32 i32; serialize_i64 i64;
        serialize_u8 u8; serialize_u16 u16; serialize_u32 u32; serialize_u64 u64;
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unwritable> {
        self.word(if value { b"true" } else { b"false" })
    }

    fn serialize_f32(self, value: f32) -> Result<(), Unwritable> {
        self.serialize_f64(value.into())
    }

    fn serialize_f64(self, value: f64) -> Result<(), Unwritable> {
        Err(Unwritable(format!("{value} is a float: every number of the EPOS Data API is an integer")))
    }

    fn serialize_char(self, value: char) -> Result<(), Unwritable> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    #[inline]
    fn serialize_str(self, value: &str) -> Result<(), Unwritable> {
        text::write(&mut self.out, value);
        Ok(())
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Unwritable> {
        Err(Unwritable("bytes are no text".to_owned()))
    }

    fn serialize_none(self) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Unwritable> {
        self.word(b"null")
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Unwritable> {
        self.serialize_unit()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Unwritable> {
        text::write_name(&mut self.out, variant, b"\"");
        Ok(())
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Unwritable> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Unwritable> {
        let mut object = self.open(b'{', b'}');
        object.field(variant, value)?;
        object.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Open<'a>, Unwritable> {
        Ok(self.open(b'[', b']'))
    }

    fn serialize_tuple(self, _: usize) -> Result<Open<'a>, Unwritable> {
        Ok(self.open(b'[', b']'))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Unwritable> {
        Ok(self.open(b'[', b']'))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Unwritable> {
        Ok(self.open_variant(variant, b'[', b']'))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Open<'a>, Unwritable> {
        Ok(self.open(b'{', b'}'))
    }

    #[inline]
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Open<'a>, Unwritable> {
        Ok(self.open(b'{', b'}'))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Open<'a>, Unwritable> {
        Ok(self.open_variant(variant, b'{', b'}'))
    }
}

// === impl Open ===

impl Open<'_> {
    #[inline]
    fn element<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        value.serialize(&mut *self.writer)?;
        self.writer.out.push(b',');
        Ok(())
    }

    #[inline(always)]
    fn field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unwritable> {
        text::write_name(&mut self.writer.out, name, b"\":");
        self.element(value)
    }

    fn key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        let start = self.writer.out.len();
        key.serialize(&mut *self.writer)?;
        if self.writer.out.get(start) != Some(&b'"') {
            return Err(Unwritable("a key is no text".to_owned()));
        }
        self.writer.out.push(b':');
        Ok(())
    }

    #[inline]
    fn close(self) -> Result<(), Unwritable> {
        let out = &mut self.writer.out;
        match out.last_mut() {
            Some(comma) if *comma == b',' => *comma = self.close,
            _ => out.push(self.close),
        }
        if self.in_variant {
            out.push(b'}');
        }
        Ok(())
    }
}

macro_rules! elements {
    ($($trait:ident $method:ident;)*) => {
        $(impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = Unwritable;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
                self.element(value)
            }

            fn end(self) -> Result<(), Unwritable> {
                self.close()
            }
        })*
    };
}

macro_rules! fields {
    ($($trait:ident)*) => {
        $(impl ser::$trait for Open<'_> {
            type Ok = ();
            type Error = Unwritable;

            #[inline(always)]
            fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Unwritable> {
                self.field(name, value)
            }

            fn end(self) -> Result<(), Unwritable> {
                self.close()
            }
        })*
    };
}

elements! {
    SerializeSeq serialize_element;
    SerializeTuple serialize_element;
    SerializeTupleStruct serialize_field;
    SerializeTupleVariant serialize_field;
}

fields! { SerializeStruct SerializeStructVariant }

impl ser::SerializeMap for Open<'_> {
    type Ok = ();
    type Error = Unwritable;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Unwritable> {
        self.key(key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritable> {
        self.element(value)
    }

    fn end(self) -> Result<(), Unwritable> {
        self.close()
    }
}

#[cfg(test)]
mod tests;
