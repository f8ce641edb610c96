/** The part of a pino logger this room uses. */
export interface PostgresLog {
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLog: PostgresLog = { info() {}, warn() {}, error() {} }
