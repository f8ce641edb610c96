import { spawnSync } from "node:child_process"
import { readFileSync, readlinkSync } from "node:fs"
import os from "node:os"

/**
 * Tells one process from a later one with the same pid: its start time, on Linux with the boot
 * id. Undefined when no such process lives; a zombie does not live.
 */
export function processIdentity(pid: number): string | undefined {
  if (process.platform !== "linux") return askPs(pid, "lstart=")
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8")
    // The command in parentheses may hold spaces; what follows it is the state and 18 numbers,
    // then the start time in clock ticks since boot (proc_pid_stat(5), field 22).
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ")
    if (fields[0] === "Z" || fields[0] === "X") return undefined
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()}:${fields[19]}`
  } catch {
    return undefined
  }
}

/** Where pids mean the same: the container (the pid namespace), elsewhere the machine. */
export function processSpace(): string {
  try {
    return readlinkSync("/proc/self/ns/pid")
  } catch {
    return os.hostname()
  }
}

/** The arguments of a living process, readable whoever owns it; undefined when there is none. */
export function processCommand(pid: number): string | undefined {
  if (process.platform !== "linux") return askPs(pid, "command=")
  try {
    const command = readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ")
    return command === "" ? undefined : command
  } catch {
    return undefined
  }
}

function askPs(pid: number, column: string): string | undefined {
  const answer = spawnSync("ps", ["-o", `stat=,${column}`, "-p", String(pid)], { encoding: "utf8" })
  const match = /^\s*(\S+)\s+(.+?)\s*$/.exec(answer.stdout ?? "")
  return match === null || match[1]?.startsWith("Z") === true ? undefined : match[2]
}
