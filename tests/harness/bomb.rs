//! Components that are made to be compiled for ever: valid, small enough to be taken in, and far more than any adapter.
//!
//! Written byte by byte: no compiler makes such things, and that is the point.

/// One function, as long as functions may be: thousands of loops one after another, each of which changes some of
/// thousands of variables. A compiler asks of each variable at each loop which value it has there.
pub fn huge_function() -> Vec<u8> {
    let locals: u32 = 20_000;
    let mut body = vec![1];
    unsigned(&mut body, locals);
    body.push(0x7f);
    let mut at = 1_u32;
    let mut local = |body: &mut Vec<u8>, opcode: u8| {
        at = at.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        body.push(opcode);
        unsigned(body, (at >> 8) % locals);
    };
    while body.len() < 7_000_000 {
        // A loop that goes on while some local is not zero …
        body.extend([0x03, 0x40]);
        for _ in 0..16 {
            // … and puts the product of two into a third.
            local(&mut body, 0x20);
            local(&mut body, 0x20);
            body.push(0x6c);
            local(&mut body, 0x21);
        }
        local(&mut body, 0x20);
        body.extend([0x0d, 0, 0x0b]);
    }
    body.extend([0x20, 0, 0x0b]);
    component(&module(&[body]))
}

/// Many functions, none of which is worth a second look.
pub fn many_functions(count: usize) -> Vec<u8> {
    let mut body = vec![1, 8, 0x7f];
    for at in 0..40_u8 {
        body.extend([0x20, at % 8, 0x20, (at + 3) % 8, 0x6a, 0x22, (at + 5) % 8, 0x21, (at + 1) % 8]);
    }
    body.extend([0x20, 0, 0x0b]);
    component(&module(&vec![body; count]))
}

/// A function whose blocks nest deeper than any stack.
pub fn deep_blocks(depth: usize) -> Vec<u8> {
    let mut body = vec![0];
    body.extend([0x02, 0x40].repeat(depth));
    body.extend(vec![0x0b; depth]);
    body.extend([0x41, 0, 0x0b]);
    component(&module(&[body]))
}

/// A component in a component in a component.
pub fn deep_components(depth: usize) -> Vec<u8> {
    let mut inner = COMPONENT.to_vec();
    for _ in 0..depth {
        let mut outer = COMPONENT.to_vec();
        section(&mut outer, 4, &inner);
        inner = outer;
    }
    inner
}

const COMPONENT: [u8; 8] = [0x00, b'a', b's', b'm', 0x0d, 0x00, 0x01, 0x00];
const MODULE: [u8; 8] = [0x00, b'a', b's', b'm', 0x01, 0x00, 0x00, 0x00];

fn component(module: &[u8]) -> Vec<u8> {
    let mut bytes = COMPONENT.to_vec();
    section(&mut bytes, 1, module);
    bytes
}

/// A module of functions that take nothing and give an i32.
fn module(bodies: &[Vec<u8>]) -> Vec<u8> {
    let count = u32::try_from(bodies.len()).expect("not that many");
    let mut bytes = MODULE.to_vec();
    section(&mut bytes, 1, &[1, 0x60, 0, 1, 0x7f]);
    let mut functions = Vec::new();
    unsigned(&mut functions, count);
    functions.extend(vec![0; bodies.len()]);
    section(&mut bytes, 3, &functions);
    let mut code = Vec::new();
    unsigned(&mut code, count);
    for body in bodies {
        unsigned(&mut code, u32::try_from(body.len()).expect("not that long"));
        code.extend(body);
    }
    section(&mut bytes, 10, &code);
    bytes
}

fn section(bytes: &mut Vec<u8>, id: u8, content: &[u8]) {
    bytes.push(id);
    unsigned(bytes, u32::try_from(content.len()).expect("not that long"));
    bytes.extend(content);
}

/// LEB128.
fn unsigned(bytes: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        bytes.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    bytes.push(value as u8);
}
