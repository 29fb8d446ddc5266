//! Of which study the cells of a journal are, and how two studies differ.

use crate::study::{Layout, Plan, Shard};
use crate::vectorised::instruction_set;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read};
use toml::{Table, Value};

/// Everything that decides the bits of the figures.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Version of actlab that measures.
    pub actlab: String,
    /// Instruction set that it uses.
    pub instruction_set: String,
    /// Cells of the whole study.
    pub cells: u64,
    /// Figures of a cell.
    pub figures: u64,
    /// The part of the cells that is measured here, where it is not the whole;
    /// it decides no bit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shard: Option<String>,
    /// Checksums of the data files, by input.
    #[serde(default)]
    pub checksums: BTreeMap<String, u32>,
    /// The specification with every default.
    pub study: Table,
}

/// One thing in which two studies differ.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// Which.
    pub field: String,
    /// What the journal has.
    pub there: String,
    /// What is asked for.
    pub here: String,
}

impl Difference {
    /// One line for each; `second` is what the second study is called.
    pub(in crate::study) fn lines(differences: &[Difference], second: &str) -> String {
        let line =
            |d: &Difference| format!("  {}: {} there, {} {second}", d.field, d.there, d.here);
        let lines: Vec<String> = differences.iter().map(line).collect();
        lines.join("\n")
    }
}

impl Header {
    /// The header for the cells of `plan`, or for a shard of them, as this
    /// program measures them on this machine.
    pub fn new(plan: &Plan, shard: Option<Shard>) -> Self {
        let inputs = plan.spec.inputs.iter();
        Header {
            actlab: env!("CARGO_PKG_VERSION").to_string(),
            instruction_set: instruction_set(),
            cells: plan.cells() as u64,
            figures: Layout::new(plan).start(plan.spec.activations.len(), 0) as u64,
            shard: shard.map(|shard| shard.to_string()),
            checksums: inputs
                .filter_map(|input| Some((input.to_string(), input.checksum()?)))
                .collect(),
            study: plan.spec.to_table(),
        }
    }

    /// In what the study of `other` differs from this one.
    pub fn differences(&self, other: &Header) -> Vec<Difference> {
        let mut differences = Vec::new();
        let mut compare = |field: &str, there: Option<Value>, here: Option<Value>| {
            if there != here {
                let (there, here) = contrast(there, here);
                let field = field.to_string();
                differences.push(Difference { field, there, here });
            }
        };
        let text = |text: &str| Some(Value::from(text));
        compare("version of actlab", text(&self.actlab), text(&other.actlab));
        let sets = (&self.instruction_set, &other.instruction_set);
        compare("instruction set", text(sets.0), text(sets.1));
        let keys: BTreeSet<&String> = self.study.keys().chain(other.study.keys()).collect();
        for key in keys {
            let value = |header: &Header| header.study.get(key).cloned();
            compare(key, value(self), value(other));
        }
        for input in self.checksums.keys() {
            let sum = |header: &Header| {
                let sum = header.checksums.get(input)?;
                Some(Value::from(format!("rows with checksum {sum:08x}")))
            };
            // A file that one of them does not have is a difference of `input`.
            if other.checksums.contains_key(input) {
                compare(input, sum(self), sum(other));
            }
        }
        // They follow from the study; a journal may still say otherwise.
        let alike = self.study == other.study;
        let count = |n: u64| text(&n.to_string()).filter(|_| alike);
        compare("cells", count(self.cells), count(other.cells));
        compare(
            "figures of a cell",
            count(self.figures),
            count(other.figures),
        );
        differences
    }
}

/// Two values in words; of lists only what the other has not.
fn contrast(there: Option<Value>, here: Option<Value>) -> (String, String) {
    let (Some(Value::Array(first)), Some(Value::Array(second))) = (&there, &here) else {
        let words = |value: Option<Value>| value.map_or("nothing".to_string(), |v| v.to_string());
        return (words(there), words(here));
    };
    let only = |mine: &[Value], others: &[Value]| {
        let own: Vec<String> = mine
            .iter()
            .filter(|value| !others.contains(value))
            .map(Value::to_string)
            .collect();
        match own.len() {
            0 if mine.len() == others.len() => "another order".to_string(),
            0 => "nothing more".to_string(),
            _ => format!("also {}", own.join(", ")),
        }
    };
    (only(first, second), only(second, first))
}

/// How a journal begins. The last byte is the version of the format.
const MAGIC: &[u8; 16] = b"actlab journal 1";
const PREAMBLE: usize = MAGIC.len() + 8 + 4;
/// Says whether a whole report has been written.
const STATE: usize = 8;
pub(super) const PARTIAL: &[u8; STATE] = b"partial.";
pub(super) const REPORTED: &[u8; STATE] = b"reported";
/// No specification is so long; a damaged length must not fill the memory.
const LONGEST: u64 = 1 << 26;

/// A header in a file.
#[derive(Debug)]
pub(super) struct Placed {
    pub(super) header: Header,
    /// Checksum from which those of the records start.
    pub(super) key: u32,
    /// Where the first record stands.
    pub(super) start: u64,
    /// Whether a whole report has been written.
    pub(super) reported: bool,
}

impl Placed {
    /// Where the state stands.
    pub(super) fn state(&self) -> u64 {
        self.start - STATE as u64
    }
}

/// Why no header was read.
#[derive(Debug)]
pub(super) enum Unread {
    /// The file ends before any cell could have been written.
    Nothing,
    /// Another kind of file.
    NotAJournal,
    /// Another version of the format.
    Format(String),
    /// Not as it was written.
    Damaged,
    /// The system says no.
    Io(io::Error),
}

impl From<io::Error> for Unread {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Unread::Nothing,
            _ => Unread::Io(error),
        }
    }
}

/// The bytes of a new journal without a record.
pub(super) fn encode(header: &Header) -> io::Result<Vec<u8>> {
    let text = toml::to_string(header).map_err(io::Error::other)?;
    let mut bytes = MAGIC.to_vec();
    bytes.extend((text.len() as u64).to_le_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(text.as_bytes());
    bytes.extend(crc32fast::hash(&bytes).to_le_bytes());
    bytes.extend(PARTIAL);
    Ok(bytes)
}

/// Reads the header at the start of a journal.
pub(super) fn decode(file: &mut impl Read) -> Result<Placed, Unread> {
    let mut preamble = [0; PREAMBLE];
    let mut length = 0;
    while length < PREAMBLE {
        match file.read(&mut preamble[length..])? {
            // What a kill leaves of a new journal begins like one.
            0 if MAGIC.starts_with(&preamble[..length.min(MAGIC.len())]) => {
                return Err(Unread::Nothing);
            }
            0 => return Err(Unread::NotAJournal),
            more => length += more,
        }
    }
    let (magic, rest) = preamble.split_at(MAGIC.len());
    if magic != MAGIC {
        let version = MAGIC.len() - 1;
        return Err(if magic[..version] == MAGIC[..version] {
            Unread::Format(String::from_utf8_lossy(magic).into_owned())
        } else {
            Unread::NotAJournal
        });
    }
    let length = u64::from_le_bytes(fixed(&rest[..8]));
    let sum = u32::from_le_bytes(fixed(&rest[8..]));
    if sum != crc32fast::hash(&preamble[..PREAMBLE - 4]) || length > LONGEST {
        return Err(Unread::Damaged);
    }
    let mut body = vec![0; length as usize + 4];
    file.read_exact(&mut body)?;
    let (text, sum) = body.split_at(length as usize);
    let mut checksum = crc32fast::Hasher::new();
    checksum.update(&preamble);
    checksum.update(text);
    let key = checksum.finalize();
    if u32::from_le_bytes(fixed(sum)) != key {
        return Err(Unread::Damaged);
    }
    let text = std::str::from_utf8(text).map_err(|_| Unread::Damaged)?;
    let header: Header = toml::from_str(text).map_err(|_| Unread::Damaged)?;
    let mut state = [0; STATE];
    file.read_exact(&mut state)?;
    Ok(Placed {
        header,
        key,
        start: (PREAMBLE as u64) + length + 4 + STATE as u64,
        // Anything else protects the cells.
        reported: &state == REPORTED,
    })
}

/// A slice of known length as an array.
pub(super) fn fixed<const N: usize>(bytes: &[u8]) -> [u8; N] {
    let mut array = [0; N];
    array.copy_from_slice(bytes);
    array
}
