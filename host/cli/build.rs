//! Builds the demo adapter, which the binary carries, and lists what it carries for vendors.

fn main() -> Result<(), patio_build::Error> {
    let demo = patio_build::Package::at("../../plugins/demo").component()?;
    println!("cargo::rustc-env=DEMO_COMPONENT={}", demo.display());
    let carried = patio_build::Carried::of("../..")
        .folder("WIT", "wit")
        .folder("SDK_RUST", "sdk/rust")
        .folder("SDK_JAVASCRIPT", "sdk/javascript")
        .folder("SDK_PYTHON", "sdk/python")
        .folder("SDK_C", "sdk/c")
        .folder("TEMPLATE_RUST", "plugins/demo-rust")
        .folder("TEMPLATE_JAVASCRIPT", "plugins/demo-javascript")
        .folder("TEMPLATE_PYTHON", "plugins/demo-python")
        .folder("TEMPLATE_C", "plugins/demo-c")
        .write()?;
    println!("cargo::rustc-env=CARRIED={}", carried.display());
    Ok(())
}
