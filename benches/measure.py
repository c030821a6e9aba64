#!/usr/bin/env python3
"""Run a command and print how long it took and how much memory it had.

    measure.py COMMAND [ARGUMENT...]

One line on standard output: wall-clock milliseconds, and the peak of resident
memory in KiB as the operating system counts it for the process (its largest
child included). The command's own output is thrown away; if it fails, so does
this, with what it wrote to standard error.
"""
import os, subprocess, sys, tempfile, time

with tempfile.TemporaryFile() as errors:
    started = time.perf_counter()
    process = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
    _, status, usage = os.wait4(process.pid, 0)
    wall = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        errors.seek(0)
        sys.stderr.buffer.write(errors.read())
        sys.exit(f"{sys.argv[1]} ended with {process.returncode}")
# Linux counts in KiB, macOS in bytes.
peak = usage.ru_maxrss if sys.platform != "darwin" else usage.ru_maxrss // 1024
print(f"{wall * 1000:.3f} {peak}")
