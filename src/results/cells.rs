//! Cells of a table, and what a spreadsheet must not take for a formula.
//!
//! A spreadsheet computes what begins with `=`, `+`, `-` or `@`, so a stage called `=1+1` would become a
//! formula in the hands of whoever opens a table. Such *text* gets an apostrophe in front; numbers are
//! numbers. A row is therefore taken apart into cells that know which they are.

use serde::de::value::Error;
use serde::ser::{self, Error as _, Serialize, Serializer};
use std::borrow::Cow;

/// What a spreadsheet may take for the beginning of a formula: in the forms of full width as well, which it takes
/// for the same where Chinese or Japanese is set.
const FORMULA: [char; 10] = ['=', '+', '-', '@', '\t', '\r', '＝', '＋', '－', '＠'];

/// Whether an apostrophe belongs in front of `text`, or is there already: any apostrophes, then what a formula begins
/// with.
fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// `text` as it stands in a field: with an apostrophe in front if a spreadsheet would compute it.
///
/// Apostrophes that are there already are kept and one is added, so [`original`] gives back every text.
pub(super) fn defused(text: &str) -> Cow<'_, str> {
    if is_formula(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that `field` stands for: the opposite of [`defused`].
pub(super) fn original(field: &str) -> &str {
    field.strip_prefix('\'').filter(|text| is_formula(text)).unwrap_or(field)
}

/// One field of a row.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    /// Not defined.
    Empty,
    /// `true` or `false`.
    Flag(bool),
    /// A count.
    Whole(u64),
    /// A number.
    Float(f64),
    /// A name, a date or a word.
    Text(String),
}

impl Serialize for Cell {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Empty => serializer.serialize_none(),
            Self::Flag(value) => serializer.serialize_bool(*value),
            Self::Whole(value) => serializer.serialize_u64(*value),
            Self::Float(value) => serializer.serialize_f64(*value),
            Self::Text(text) => serializer.serialize_str(&defused(text)),
        }
    }
}

/// Puts the cells of `row` into `cells`, which is emptied before: those of a flat struct, of a sequence, or of
/// several of them in a tuple.
///
/// # Errors
/// A row with a map, an enum, bytes or a negative whole number, of which no table has any.
pub(super) fn take_apart<T: Serialize + ?Sized>(row: &T, cells: &mut Vec<Cell>) -> Result<(), Error> {
    cells.clear();
    row.serialize(Cells(cells))
}

/// Takes cells down, however they are nested.
struct Cells<'a>(&'a mut Vec<Cell>);

impl Cells<'_> {
    // As every method of a serializer ends.
    #[allow(clippy::unnecessary_wraps)]
    fn push(self, cell: Cell) -> Result<(), Error> {
        self.0.push(cell);
        Ok(())
    }
}

/// What no table has.
fn no_cell<T>(what: &str) -> Result<T, Error> {
    Err(Error::custom(format!("{what} is no cell of a table")))
}

macro_rules! whole {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method(self, value: $kind) -> Result<(), Error> {
            self.push(Cell::Whole(value.into()))
        })*
    };
}

macro_rules! negative {
    ($($method:ident: $kind:ty),*) => {
        $(fn $method(self, value: $kind) -> Result<(), Error> {
            let whole = u64::try_from(value).map_err(|_| Error::custom(format!("{value} is no cell of a table")))?;
            self.push(Cell::Whole(whole))
        })*
    };
}

impl Serializer for Cells<'_> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Self;
    type SerializeTuple = Self;
    type SerializeTupleStruct = Self;
    type SerializeStruct = Self;
    type SerializeTupleVariant = ser::Impossible<(), Error>;
    type SerializeMap = ser::Impossible<(), Error>;
    type SerializeStructVariant = ser::Impossible<(), Error>;

    whole!(serialize_u8: u8, serialize_u16: u16, serialize_u32: u32, serialize_u64: u64);
    negative!(serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64);

    fn serialize_bool(self, value: bool) -> Result<(), Error> {
        self.push(Cell::Flag(value))
    }

    fn serialize_f32(self, value: f32) -> Result<(), Error> {
        self.push(Cell::Float(value.into()))
    }

    fn serialize_f64(self, value: f64) -> Result<(), Error> {
        self.push(Cell::Float(value))
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.push(Cell::Text(value.into()))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        self.push(Cell::Text(value.to_owned()))
    }

    fn serialize_bytes(self, _: &[u8]) -> Result<(), Error> {
        no_cell("a run of bytes")
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.push(Cell::Empty)
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.push(Cell::Empty)
    }

    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Error> {
        self.push(Cell::Empty)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Error> {
        self.push(Cell::Text(variant.to_owned()))
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Error> {
        no_cell(name)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Error> {
        Ok(self)
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<ser::Impossible<(), Error>, Error> {
        no_cell(name)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<ser::Impossible<(), Error>, Error> {
        no_cell("a map")
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<ser::Impossible<(), Error>, Error> {
        no_cell(name)
    }
}

macro_rules! nested {
    ($($kind:ident: $method:ident $(($name:ident: $text:ty))?;)*) => {
        $(impl ser::$kind for Cells<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, $($name: $text,)? value: &T) -> Result<(), Error> {
                value.serialize(Cells(self.0))
            }

            fn end(self) -> Result<(), Error> {
                Ok(())
            }
        })*
    };
}

nested! {
    SerializeSeq: serialize_element;
    SerializeTuple: serialize_element;
    SerializeTupleStruct: serialize_field;
    SerializeStruct: serialize_field(_name: &'static str);
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn what_a_spreadsheet_would_compute_gets_an_apostrophe() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "＝1", "'=1", "''-x"] {
            assert_eq!(defused(text), format!("'{text}"));
        }
        for text in ["", "a=b", "人工审核", "r0-a12", "10_to_15", "'quoted'", " =1", "1-2"] {
            assert_eq!(defused(text), text);
        }
    }

    #[test]
    fn numbers_are_numbers() {
        let mut cells = Vec::new();
        take_apart(&("-1.5", -1.5, (true, None::<f64>), vec![Some(3_u32)]), &mut cells).unwrap();
        let expected =
            [Cell::Text("-1.5".to_owned()), Cell::Float(-1.5), Cell::Flag(true), Cell::Empty, Cell::Whole(3)];
        assert_eq!(cells, expected);
        let mut table = csv::WriterBuilder::new().has_headers(false).from_writer(Vec::new());
        table.serialize(&cells).unwrap();
        assert_eq!(table.into_inner().unwrap(), b"'-1.5,-1.5,true,,3\n");
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "'{0,3}[-=+@＝a\t ]?.{0,4}") {
            let field = defused(&text);
            prop_assert_eq!(original(&field), &text);
            prop_assert!(!field.starts_with(FORMULA));
        }
    }
}
