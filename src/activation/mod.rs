//! What phi is.
