//! What people see when they type commands: one file for each part of the program.
//!
//! `NAME.in/` is the folder in which the session takes place, `NAME.out/` what it leaves there.

#[test]
fn commands_say_what_they_do() {
    let cases = trycmd::TestCases::new();
    // 15 June 2026: `new` writes today's date.
    cases.env("SOURCE_DATE_EPOCH", "1781481600").env("COLUMNS", "100");
    cases.case("tests/sessions/*.md");
    cases.run();
}
