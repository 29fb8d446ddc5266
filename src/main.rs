//! actlab
fn main() {}
