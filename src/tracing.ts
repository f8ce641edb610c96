import {
  context,
  createContextKey,
  ProxyTracer,
  ROOT_CONTEXT,
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanKind,
  type Tracer,
} from "@opentelemetry/api"

import { parseTraceparent, writeTraceparent } from "./traceparent.ts"
import { version } from "./version.ts"

export interface SpanStart {
  readonly kind: SpanKind
  /** Who is above it, by its `traceparent`; null: whatever is active here, else nobody. */
  readonly parent: string | null
  readonly attributes: Attributes
  /** Milliseconds since 1970. Default: now. */
  readonly startedAtMs?: number
}

/**
 * Begins a span, or does nothing where no OpenTelemetry SDK is loaded: then nobody records, and
 * nothing is to be paid for it. Attributes never hold a secret, an account number, a path or a query.
 */
export function startSpan(name: string, describe: () => SpanStart): Span | undefined {
  const tracer = findTracer()
  if (tracer === undefined) return undefined
  const { kind, parent, attributes, startedAtMs } = describe()
  return tracer.startSpan(
    name,
    { kind, attributes, ...(startedAtMs !== undefined && { startTime: startedAtMs }) },
    parent === null ? context.active() : contextOf(parent),
  )
}

/** Is anybody there who records spans? */
export function isTracing(): boolean {
  return findTracer() !== undefined
}

/** Ends a span; `error` is a word of a closed set, or an HTTP status. */
export function endSpan(
  span: Span,
  end: { readonly attributes?: Attributes; readonly error?: string | null; readonly atMs?: number },
): void {
  const { attributes, error } = end
  if (attributes !== undefined) span.setAttributes(attributes)
  if (error !== undefined && error !== null) {
    span.setAttribute("error.type", error)
    span.setStatus({ code: SpanStatusCode.ERROR })
  }
  span.end(end.atMs)
}

/** What a span is called where its children are: in a header, in a row. */
export function traceparentOf(span: Span): string | null {
  const { traceId, spanId, traceFlags } = span.spanContext()
  return trace.isSpanContextValid(span.spanContext())
    ? writeTraceparent({ traceId, spanId, flags: traceFlags })
    : null
}

/** Runs `work` without spans of instrumentations: what it sends is ours to describe. */
export function withoutSpans<Result>(work: () => Result): Result {
  return context.with(context.active().setValue(SUPPRESS_TRACING, true), work)
}

/** The SDK's own key; its package need not be there. */
const SUPPRESS_TRACING = createContextKey("OpenTelemetry SDK Context Key SUPPRESS_TRACING")

function findTracer(): Tracer | undefined {
  const tracer = trace.getTracer("paidout", version)
  return tracer instanceof ProxyTracer ? undefined : tracer
}

function contextOf(traceparent: string): Context {
  const { traceId, spanId, flags } = parseTraceparent(traceparent)
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: flags, isRemote: true })
}
