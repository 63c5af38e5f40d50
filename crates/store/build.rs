//! Builds the crate anew when a migration is added: the macro that embeds them does not.

fn main() {
    println!("cargo::rerun-if-changed=../../migrations");
}
