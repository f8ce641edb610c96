/** What happens on the way to an endpoint and back, told as it happens. */
export type AttemptStep =
  | { readonly step: "resolved"; readonly addresses: readonly string[] }
  | { readonly step: "connected"; readonly address: string; readonly port: number }
  | { readonly step: "secured"; readonly protocol: string }
  | { readonly step: "sent"; readonly body_bytes: number }
  | { readonly step: "answered"; readonly status: number; readonly body: string | null }

export type TellStep = (step: AttemptStep) => void
