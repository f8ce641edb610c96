import type { LookupFunction } from "node:net"
import type { ConnectionOptions } from "node:tls"

import ipaddr from "ipaddr.js"
import { Agent, buildConnector } from "undici"

import {
  checkAddress,
  checkAddresses,
  hostWithoutBrackets,
  isOwnAddress,
  type AddressPolicy,
} from "./address-guard.ts"
import { boundAnswers } from "./bound-answers.ts"
import { resolveName, type ResolveName } from "./name-resolver.ts"
import { retryOnDeadConnection, type Dispatch } from "./retry-dead-connection.ts"

/** Sends requests over connections that only go to checked addresses. */
export interface GuardedAgent {
  readonly dispatch: Dispatch
  /** Ends what is under way and closes all connections. */
  destroy(): Promise<void>
}

export interface GuardedAgentOptions {
  readonly connectTimeoutMs?: number
  /** Bytes of a response's headers; more of them end the attempt. */
  readonly responseHeaderBytesMax?: number
  /** Bytes of a whole answer, its chunks' sizes included. Default: enough for an endpoint's. */
  readonly answerBytesMax?: number
  /** Further certificate authorities, PEM. */
  readonly certificateAuthorities?: ConnectionOptions["ca"]
  /** How names are resolved: the system's way unless told otherwise. */
  readonly resolve?: ResolveName
}

/**
 * A name is resolved once per connection and the checked answer is what is connected to, so that a
 * DNS answer that changes between check and connect gains nothing.
 */
export function createGuardedAgent(
  policy: AddressPolicy,
  options: GuardedAgentOptions = {},
): GuardedAgent {
  const connectors = {
    "http:": guardedConnector(policy, { ...options, secure: false }),
    "https:": guardedConnector(policy, { ...options, secure: true }),
  }
  // undici starts a connection's first request while it is told of the connection.
  let isOpening = false
  const connect: buildConnector.connector = (target, callback) =>
    connectors[target.protocol === "https:" ? "https:" : "http:"](target, (...outcome) => {
      const [error, socket] = outcome
      if (error === null) boundAnswers(socket, options.answerBytesMax)
      isOpening = true
      try {
        callback(...outcome)
      } finally {
        isOpening = false
      }
    })
  const settings = {
    connect,
    allowH2: false,
    // Each attempt has one deadline of its own for all of it: see send-attempt.ts.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    maxHeaderSize: options.responseHeaderBytesMax ?? 16_384,
  }
  const kept = new Agent({ ...settings, pipelining: 1 })
  // undici keeps no connection without pipelining.
  const fresh = new Agent({ ...settings, pipelining: 0 })
  return {
    dispatch: retryOnDeadConnection({
      kept: (request, handler) => kept.dispatch(request, handler),
      fresh: (request, handler) => fresh.dispatch(request, handler),
      startsConnection: () => isOpening,
    }),
    async destroy() {
      await Promise.all([kept.destroy(), fresh.destroy()])
    },
  }
}

function guardedConnector(
  policy: AddressPolicy,
  options: GuardedAgentOptions & { readonly secure: boolean },
): buildConnector.connector {
  const rules = { policy, secure: options.secure }
  const resolve = options.resolve ?? resolveName
  const guardedLookup: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const refused = checkAddresses(addresses, rules)
        if (refused) callback(refused, "", 0)
        else if (addresses.length === 0) callback(noAddress(hostname), "", 0)
        else if (lookupOptions.all) callback(null, [...addresses])
        else callback(null, addresses[0]?.address ?? "", addresses[0]?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    )
  }
  const connect = buildConnector({
    allowH2: false,
    timeout: options.connectTimeoutMs ?? 10_000,
    lookup: guardedLookup,
    ...(options.certificateAuthorities === undefined ? {} : { ca: options.certificateAuthorities }),
  })
  return (target, callback) => {
    const host = hostWithoutBrackets(target.hostname)
    // Node never looks up an address that is written out, so it is checked here.
    const isChecked = ipaddr.isValid(host) && !isOwnAddress(policy, target.hostname, target.port)
    const refused = isChecked ? checkAddress(host, rules) : undefined
    if (refused) callback(refused, null)
    else connect(target, callback)
  }
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address.`), { code: "ENOTFOUND" })
}
