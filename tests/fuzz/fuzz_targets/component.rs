//! Bytes that are loaded as an adapter: the body is `patio_fuzz::component`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| patio_fuzz::component(input));
