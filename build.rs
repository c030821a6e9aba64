fn main() {
    // Themes and the sample are embedded: a new file there is a change too.
    println!("cargo::rerun-if-changed=themes");
    println!("cargo::rerun-if-changed=content");
}
