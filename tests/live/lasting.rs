//! All day long: memory stays what it was, and nothing is done while nothing changes.

#![cfg(target_os = "linux")]

use super::*;

/// How long it is looked at while nothing changes.
const IDLE: Duration = Duration::from_secs(4);

/// A tick of the clock by which Linux counts processor time, which is 10 ms.
const TICK: Duration = Duration::from_millis(10);

#[test]
fn five_hundred_edits_leave_memory_and_rest_as_they_were() {
    let site = Site::new();
    let program = site.serve(&[]);
    let mut before = 0;
    for edit in 1..=500 {
        // Long, so that a page left behind by each edit shows, and never of the same length.
        let words = format!("Edit {edit} of many{}.", " more".repeat(10_000 + edit % 7 * 20));
        site.put(ONE, one(&words));
        program.wait_for_page(ONE_PAGE, &format!("Edit {edit} of many"));
        if edit == 10 {
            program.err.settled();
            before = resident(&program);
        }
    }
    program.err.settled();
    let after = resident(&program);
    // Of a small site 10 % is less than what an allocator keeps for later. A page that each edit
    // left behind would come to 24 MB.
    let allowed = before + before / 10 + 2048;
    assert!(after <= allowed, "{before} KiB after 10 edits, {after} KiB after 500");

    // What the machine does besides does not count; a moment of its own work may.
    let busy = (0..3).map(|_| {
        let begun = busy(&program);
        std::thread::sleep(IDLE);
        busy(&program) - begun
    });
    let allowed = (IDLE.as_secs_f64() * 0.005 / TICK.as_secs_f64()) as u64;
    let busy: Vec<u64> = busy.collect();
    assert!(busy.iter().any(|ticks| *ticks <= allowed), "{busy:?} ticks in {IDLE:?} each");
}

/// Memory that it has in use, in KiB.
fn resident(program: &Program) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", program.pid)).expect("its status");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

/// Processor time that it took, in ticks: its own, and the system's for it.
fn busy(program: &Program) -> u64 {
    let stat = fs::read_to_string(format!("/proc/{}/stat", program.pid)).expect("its state");
    let (_, rest) = stat.rsplit_once(") ").expect("its name");
    let fields: Vec<&str> = rest.split(' ').collect();
    // The 14th and 15th of all; this begins with the 3rd.
    fields[11..13].iter().map(|ticks| ticks.parse::<u64>().expect("ticks")).sum()
}
