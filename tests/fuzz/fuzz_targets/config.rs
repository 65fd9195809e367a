//! Configuration files: the body is `patio_fuzz::config`.

#![no_main]

libfuzzer_sys::fuzz_target!(|input: &[u8]| patio_fuzz::config(input));
