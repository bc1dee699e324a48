//! The web client is embedded when it has been built: building it again builds the binary again.

fn main() {
    println!("cargo:rerun-if-changed=web/dist");
    println!("cargo:rerun-if-changed=migrations");
}
