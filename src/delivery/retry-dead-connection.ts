import type { Dispatcher } from "undici"

import { attemptCauseOf } from "./attempt-cause.ts"

/** Where requests go: undici's part that sending needs. */
export type Dispatch = (
  options: Dispatcher.DispatchOptions,
  handler: Dispatcher.DispatchHandler,
) => boolean

/**
 * An endpoint may close a kept connection in the very moment we send on it, which says nothing of
 * the endpoint. A request whose reused connection dies before any byte of the answer is sent once
 * more, at once and on a connection of its own. It may arrive twice: deliveries are at least once.
 */
export function retryOnDeadConnection(to: {
  readonly kept: Dispatch
  readonly fresh: Dispatch
  /** Is the request that is being started the first of its connection? */
  readonly startsConnection: () => boolean
}): Dispatch {
  return (options, handler) =>
    to.kept(
      options,
      new FirstTry(handler, to.startsConnection, () => void to.fresh(options, handler)),
    )
}

class FirstTry implements Dispatcher.DispatchHandler {
  readonly #handler: Dispatcher.DispatchHandler
  readonly #startsConnection: () => boolean
  readonly #again: () => void
  #reused = false
  #answered = false

  constructor(
    handler: Dispatcher.DispatchHandler,
    startsConnection: () => boolean,
    again: () => void,
  ) {
    this.#handler = handler
    this.#startsConnection = startsConnection
    this.#again = again
  }

  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.#reused = !this.#startsConnection()
    this.#handler.onRequestStart?.(controller, context)
  }

  onResponseStarted(): void {
    this.#answered = true
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseStart"]>>[2],
  ): void {
    this.#handler.onResponseStart?.(controller, status, headers)
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#handler.onResponseData?.(controller, chunk)
  }

  onResponseEnd(
    controller: Dispatcher.DispatchController,
    trailers: Parameters<NonNullable<Dispatcher.DispatchHandler["onResponseEnd"]>>[1],
  ): void {
    this.#handler.onResponseEnd?.(controller, trailers)
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    const isDead = this.#reused && !this.#answered && attemptCauseOf(error) === "connection_reset"
    if (isDead) this.#again()
    else this.#handler.onResponseError?.(controller, error)
  }
}
