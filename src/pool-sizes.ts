/** Connections to the database that one process opens at most, by what they are for. */
export const POOL_SIZES = {
  /** For the API, and for the stages: a flood of the one leaves the other its connections. */
  api: 10,
  stages: 12,
  /** Calls to one account of the sandbox wait for one another, each with a connection. */
  sandbox: 4,
  /** Reports of all merchants share these: the stages keep the database for themselves. */
  reports: 3,
} as const

/** One more listens for what other processes say. */
export const connectionsPerProcess = Object.values(POOL_SIZES).reduce((sum, size) => sum + size, 1)
