/** Settings of the embedded server, given on its command line at every start. */
export type ServerSettings = Readonly<Record<string, string>>

/**
 * Durable first (fsync and synchronous_commit stay on), tuned for a few hot queue tables and a
 * machine that is shared with the hub.
 */
export const defaultSettings = {
  listen_addresses: "",
  port: "5432",
  unix_socket_permissions: "0700",
  max_connections: "60",
  shared_buffers: "128MB",
  synchronous_commit: "on",
  wal_compression: "on",
  wal_buffers: "16MB",
  max_wal_size: "2GB",
  min_wal_size: "256MB",
  checkpoint_timeout: "15min",
  checkpoint_completion_target: "0.9",
  random_page_cost: "1.1",
  jit: "off",
  io_method: "sync",
  max_logical_replication_workers: "0",
  // Queue tables turn over many times a minute: dead rows must go before scans meet them.
  autovacuum_naptime: "10s",
  autovacuum_vacuum_scale_factor: "0.05",
  autovacuum_analyze_scale_factor: "0.05",
  autovacuum_vacuum_insert_scale_factor: "0.1",
  autovacuum_vacuum_cost_delay: "1ms",
  timezone: "UTC",
  log_timezone: "UTC",
  log_line_prefix: "%m [%p] %a ",
  log_checkpoints: "off",
  // The detail of an error quotes row values, which may be personal data.
  log_error_verbosity: "terse",
} satisfies ServerSettings

export function settingArguments(settings: ServerSettings): readonly string[] {
  return Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`])
}
