//! From a specification to figures.

mod figure;

pub use figure::Figure;
