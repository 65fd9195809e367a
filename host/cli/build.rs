//! Builds the demo adapter, which the binary carries.

fn main() -> Result<(), patio_build::Error> {
    let demo = patio_build::Package::at("../../plugins/demo").component()?;
    println!("cargo::rustc-env=DEMO_COMPONENT={}", demo.display());
    Ok(())
}
