import type { PoolClient } from "./pool.ts"

/** Of a pool with `pipelined`: a statement may be sent before the last was answered. */
export function isPipelined(client: PoolClient): boolean {
  return (client as unknown as { pipeline?: boolean }).pipeline === true
}
