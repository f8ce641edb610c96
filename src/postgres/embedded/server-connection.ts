export interface SocketConnection {
  readonly host: string
  readonly port: number
  readonly user: string
  readonly password: string
  readonly database: string
}

export function serverConnection(
  socketFolder: string,
  password: string,
  database: string,
): SocketConnection {
  return { host: socketFolder, port: 5432, user: "paidout", password, database }
}
