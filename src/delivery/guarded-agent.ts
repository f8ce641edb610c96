import type { LookupFunction } from "node:net"
import { TLSSocket, type ConnectionOptions } from "node:tls"

import ipaddr from "ipaddr.js"
import { Agent, buildConnector, Client, type Dispatcher } from "undici"

import {
  checkAddress,
  checkAddresses,
  hostWithoutBrackets,
  isOwnAddress,
  type AddressPolicy,
} from "./address-guard.ts"
import type { TellStep } from "./attempt-step.ts"
import { boundAnswers } from "./bound-answers.ts"
import { resolveName, type ResolveName } from "./name-resolver.ts"
import { retryOnDeadConnection, type Dispatch } from "./retry-dead-connection.ts"

/** Sends requests over connections that only go to checked addresses. */
export interface GuardedAgent {
  readonly dispatch: Dispatch
  /** Over a connection of its own that ends with the answer; its making is told step by step. */
  dispatchWatched(
    request: Dispatcher.DispatchOptions & { readonly origin: string },
    handler: Dispatcher.DispatchHandler,
    onStep: TellStep,
  ): void
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
  const connectBounded = boundedConnector(policy, options)
  // undici starts a connection's first request while it is told of the connection.
  let isOpening = false
  const connect: buildConnector.connector = (target, callback) =>
    connectBounded(target, (...outcome) => {
      isOpening = true
      try {
        callback(...outcome)
      } finally {
        isOpening = false
      }
    })
  const settings = {
    allowH2: false,
    // Each attempt has one deadline of its own for all of it: see send-attempt.ts.
    headersTimeout: 0,
    bodyTimeout: 0,
    keepAliveTimeout: 4_000,
    keepAliveMaxTimeout: 60_000,
    maxHeaderSize: options.responseHeaderBytesMax ?? 16_384,
  }
  const kept = new Agent({ ...settings, connect, pipelining: 1 })
  // undici keeps no connection without pipelining.
  const fresh = new Agent({ ...settings, connect, pipelining: 0 })
  const watched = new Set<Client>()
  return {
    dispatch: retryOnDeadConnection({
      kept: (request, handler) => kept.dispatch(request, handler),
      fresh: (request, handler) => fresh.dispatch(request, handler),
      startsConnection: () => isOpening,
    }),
    dispatchWatched(request, handler, onStep) {
      const connectWatched = boundedConnector(policy, { ...options, onStep })
      const alone = new Client(request.origin, {
        ...settings,
        connect: connectWatched,
        pipelining: 0,
      })
      watched.add(alone)
      alone.dispatch(request, handler)
      // It waits for the answer.
      void alone.close().finally(() => watched.delete(alone))
    },
    async destroy() {
      await Promise.all([kept, fresh, ...watched].map((each) => each.destroy()))
    },
  }
}

type ConnectorOptions = GuardedAgentOptions & { readonly onStep?: TellStep }

/** To checked addresses only, and what is read there has a bound. */
function boundedConnector(
  policy: AddressPolicy,
  options: ConnectorOptions,
): buildConnector.connector {
  const connectors = {
    "http:": guardedConnector(policy, { ...options, secure: false }),
    "https:": guardedConnector(policy, { ...options, secure: true }),
  }
  return (target, callback) =>
    connectors[target.protocol === "https:" ? "https:" : "http:"](target, (...outcome) => {
      const [error, socket] = outcome
      if (error === null) boundAnswers(socket, options.answerBytesMax)
      callback(...outcome)
    })
}

function guardedConnector(
  policy: AddressPolicy,
  options: ConnectorOptions & { readonly secure: boolean },
): buildConnector.connector {
  const { onStep } = options
  const rules = { policy, secure: options.secure }
  const resolve = options.resolve ?? resolveName
  const guardedLookup: LookupFunction = (hostname, lookupOptions, callback) => {
    resolve(hostname).then(
      (addresses) => {
        onStep?.({ step: "resolved", addresses: addresses.map(({ address }) => address) })
        const refused = checkAddresses(addresses, rules)
        if (refused) callback(refused, "", 0)
        else if (addresses.length === 0) callback(noAddress(hostname), "", 0)
        else if (lookupOptions.all) callback(null, [...addresses])
        else callback(null, addresses[0]?.address ?? "", addresses[0]?.family)
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    )
  }
  const connect = watchedConnector(
    buildConnector({
      allowH2: false,
      timeout: options.connectTimeoutMs ?? 10_000,
      lookup: guardedLookup,
      ...(options.certificateAuthorities === undefined
        ? {}
        : { ca: options.certificateAuthorities }),
    }),
    onStep,
  )
  return (target, callback) => {
    const host = hostWithoutBrackets(target.hostname)
    // Node never looks up an address that is written out, so it is checked here.
    const isChecked = ipaddr.isValid(host) && !isOwnAddress(policy, target.hostname, target.port)
    const refused = isChecked ? checkAddress(host, rules) : undefined
    if (ipaddr.isValid(host)) onStep?.({ step: "resolved", addresses: [host] })
    if (refused) callback(refused, null)
    else connect(target, callback)
  }
}

/** Where somebody looks on, TLS is made as a step of its own, over a connection made before. */
function watchedConnector(
  connect: buildConnector.connector,
  onStep: TellStep | undefined,
): buildConnector.connector {
  if (onStep === undefined) return connect
  return (target, callback) => {
    const port = target.port === "" ? (target.protocol === "https:" ? "443" : "80") : target.port
    connect({ ...target, port, protocol: "http:" }, (...connected) => {
      const [error, socket] = connected
      if (error !== null) return callback(error, null)
      onStep({
        step: "connected",
        address: socket.remoteAddress ?? "",
        port: socket.remotePort ?? Number(port),
      })
      if (target.protocol !== "https:") return callback(null, socket)
      return connect({ ...target, httpSocket: socket }, (...secured) => {
        const [, tls] = secured
        if (tls instanceof TLSSocket) {
          onStep({ step: "secured", protocol: tls.getProtocol() ?? "" })
        }
        callback(...secured)
      })
    })
  }
}

function noAddress(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} has no address.`), { code: "ENOTFOUND" })
}
