//! Writes nested things from left to right.

use std::borrow::Cow;

use super::expression::{Expression, Id, Node};
use super::parse::Level;

/// A part of what is written.
#[derive(Debug)]
pub(super) enum Piece {
    Text(Cow<'static, str>),
    /// A node, in parentheses if it is looser than the level.
    Node(Id, Level),
}

impl From<&'static str> for Piece {
    fn from(text: &'static str) -> Self {
        Piece::Text(Cow::Borrowed(text))
    }
}

impl From<String> for Piece {
    fn from(text: String) -> Self {
        Piece::Text(Cow::Owned(text))
    }
}

/// Writes `root` by taking each node apart into its pieces. None if it is
/// longer than so many bytes: nodes that are shared are written out again and
/// again, and that can double with every node.
pub(super) fn print(
    root: Id,
    longest: usize,
    mut pieces: impl FnMut(Id, Level) -> Vec<Piece>,
) -> Option<String> {
    let mut written = String::new();
    // By hand and not by recursion: a sum may be thousands deep.
    let mut open = vec![Piece::Node(root, Level::Alone)];
    while let Some(piece) = open.pop() {
        match piece {
            Piece::Text(text) => written.push_str(&text),
            Piece::Node(id, level) => open.extend(pieces(id, level).into_iter().rev()),
        }
        if written.len() > longest {
            return None;
        }
    }
    Some(written)
}

/// The node that is written for `id`: where the slope is stated, the value.
pub(super) fn written(expression: &Expression, mut id: Id) -> Node {
    loop {
        match expression.nodes[id] {
            Node::Stated { value, .. } => id = value,
            node => return node,
        }
    }
}

/// The pieces in parentheses, if those are needed.
pub(super) fn enclosed(
    needed: bool,
    (open, close): (&'static str, &'static str),
    pieces: Vec<Piece>,
) -> Vec<Piece> {
    if !needed {
        return pieces;
    }
    let mut enclosed = vec![open.into()];
    enclosed.extend(pieces);
    enclosed.push(close.into());
    enclosed
}
