const daySeconds = 24 * 60 * 60

export const COOKIE_PREFIX = "paidout"

export const LOGIN_LIMITS = {
  passwordCharactersMin: 12,
  passwordCharactersMax: 128,
  /** A session ends when nobody used it for so long … */
  idleSecondsMax: 7 * daySeconds,
  refreshedEverySeconds: daySeconds,
  /** … and in any case so long after the login. */
  sessionDaysMax: 30,
  /** Of one person; more end the oldest. */
  sessionsMax: 50,
  invitationDaysMax: 7,
  /** Open at once, of one merchant. */
  invitationsMax: 100,
  /** Of each remote address, and of each e-mail address: tries that failed. */
  triesOfAddress: { burst: 20, secondsPerTry: 15 },
  triesOfEmail: { burst: 10, secondsPerTry: 30 },
  /** Hashing a password takes a thread and 32 MiB: so many at once in a process, and waiting. */
  hashesAtOnceMax: 2,
  hashesWaitingMax: 50,
} as const
