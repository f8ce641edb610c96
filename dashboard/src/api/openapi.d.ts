// Made from openapi.json by `npm run openapi`: do not edit.
/* oxlint-disable */

export interface components {
  schemas: {
    Problem: {
      "type": string
      "title": string
      "status": number
      "detail": string
      "code": "request_invalid" | "cursor_invalid" | "unauthorized" | "forbidden" | "not_found" | "method_not_allowed" | "conflict" | "body_too_large" | "media_type_unsupported" | "idempotency_key_reused" | "idempotency_in_progress" | "idempotency_answer_lost" | "rate_limited" | "internal" | "unavailable" | "role_absent" | "login_refused" | "code_refused" | "password_refused" | "origin_refused" | "merchant_changed" | "invitation_invalid" | "email_taken" | "last_owner" | "source_unknown" | "authentication_refused" | "provider_unknown" | "secrets_invalid" | "message_pruned" | "release_refused" | "attention_action_unknown" | "attention_action_refused" | "attention_closed" | "payout_action_refused" | "destination_unknown" | "announcement_invalid" | "announcement_conflict" | "replaces_refused" | "import_gap" | "sandbox_off" | "clock_refused" | "sandbox_action_unknown" | "sandbox_scenario_unknown" | "sandbox_action_refused" | "endpoint_refused" | "endpoint_address_refused" | "dialect_unknown" | "dialect_cannot_tell" | "event_type_unknown" | "endpoint_disabled" | "resend_filter_empty" | "statement_invalid" | "mail_unavailable" | "config_invalid" | "backup_invalid" | "database_not_empty" | "data_dir_in_use" | "data_dir_version" | "data_dir_foreign" | "database_unavailable" | "embedded_unavailable" | "migrations_edited" | "migrations_newer" | "secret_key_wrong" | "sealed_invalid"
      /** Whether the same call may work later. */
      "retryable": boolean
    }
    Payout: {
      "id": string
      "source_id": string
      "provider": string
      "provider_id": (string | null)
      "reference": (string | null)
      "batch_id": (string | null)
      "amount": ({
        "value": string
        "currency": string
      } | null)
      "status": "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
      "reason": (string | null)
      "certainty": "confirmed" | "presumed"
      "live": boolean
      "sequence": number
      "channel_code": (string | null)
      "description": (string | null)
      "metadata": (Record<string, unknown> | null)
      "destination": ({
        "account_number": (string | null)
        "account_holder_name": (string | null)
        "account_type": (string | null)
      } | null)
      "replaces": (string | null)
      "failure": ({
        "code": "insufficient_balance" | "destination_invalid" | "destination_inactive" | "destination_limit" | "destination_maximum" | "destination_name_mismatch" | "rejected_by_bank" | "bank_network_error" | "temporary_error" | "request_invalid" | "compliance_rejected" | "sanctions_match" | "not_allowed" | "refused" | "unknown"
        "provider_code": (string | null)
        "provider_reason": (string | null)
        "advice": "top_up_and_retry" | "retry_later" | "mend_destination" | "do_not_retry" | "ask_provider"
      } | null)
      "estimated_arrival_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    ListedPayout: {
      "id": string
      "source_id": string
      "provider": string
      "provider_id": (string | null)
      "reference": (string | null)
      "batch_id": (string | null)
      "amount": ({
        "value": string
        "currency": string
      } | null)
      "status": "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
      "reason": (string | null)
      "certainty": "confirmed" | "presumed"
      "live": boolean
      "sequence": number
      "channel_code": (string | null)
      "description": (string | null)
      "metadata": (Record<string, unknown> | null)
      "destination": ({
        "account_number": (string | null)
        "account_holder_name": (string | null)
        "account_type": (string | null)
      } | null)
      "replaces": (string | null)
      "failure": ({
        "code": "insufficient_balance" | "destination_invalid" | "destination_inactive" | "destination_limit" | "destination_maximum" | "destination_name_mismatch" | "rejected_by_bank" | "bank_network_error" | "temporary_error" | "request_invalid" | "compliance_rejected" | "sanctions_match" | "not_allowed" | "refused" | "unknown"
        "provider_code": (string | null)
        "provider_reason": (string | null)
        "advice": "top_up_and_retry" | "retry_later" | "mend_destination" | "do_not_retry" | "ask_provider"
      } | null)
      "estimated_arrival_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
      /** An attention item is open for it. */
      "has_attention": boolean
      /** The newest payout that was made in its place. */
      "replaced_by": (string | null)
    }
    WholeDestination: {
      "account_number": (string | null)
      "account_holder_name": (string | null)
      "account_type": (string | null)
    }
    HistoryEntry: {
      /** `webhook-id` of its deliveries, where it was applied. */
      "event_id": string
      "applied": boolean
      "sequence": (number | null)
      "status": string
      "previous_status": (string | null)
      "reason": (string | null)
      "certainty": "confirmed" | "presumed"
      "refused_because": (string | null)
      "via": "webhook" | "poll" | "timer" | "operator" | "import"
      "wire_event": string
      "message_id": (string | null)
      /** The answer of the provider's API that told it. */
      "reading_id": (string | null)
      "occurred_at": (string | null)
      /** RFC 3339, UTC. */
      "recorded_at": string
      /** Whose word it is, of an operator: `key_…` or `per_…`. */
      "actor": (string | null)
      "note": (string | null)
    }
    Batch: {
      "id": string
      "source_id": string
      "provider": string
      "provider_id": string
      "status": "pending" | "processing" | "done" | "cancelled"
      "reason": (string | null)
      "live": boolean
      "sequence": number
      "counters": ({
        "currency": string
        "pending": {
          "count": number
          "value": string
        }
        "success": {
          "count": number
          "value": string
        }
        "failed": {
          "count": number
          "value": string
        }
        "cancelled": {
          "count": number
          "value": string
        }
      } | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    Payment: {
      "id": string
      "source_id": string
      "provider": string
      "provider_id": string
      "reference": (string | null)
      "payment_type": ("single" | "multiple" | null)
      "amount": ({
        "value": string
        "currency": string
      } | null)
      "status": "processing" | "paid" | "cancelled"
      "cancellation_reason": (string | null)
      "live": boolean
      "sequence": number
      "metadata": (Record<string, unknown> | null)
      "charges": ({
        "provider_id": string
        "status": string
        "amount": ({
          "value": string
          "currency": string
        } | null)
        "paid_at": (string | null)
      })[]
      "expires_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
      /** What to do about it in your system, in one sentence. */
      "advice": string
    }
    Source: {
      "id": string
      "name": string
      "provider": string
      /** Null until it is set or the first event tells. */
      "live": (boolean | null)
      /** What the provider is given as webhook URL. */
      "receive_url": string
      "settings": {
        /** Another host for the provider's API, e.g. a sandbox. */
        "base_url"?: string
        /** The merchant account at the provider. Events that name another one are parked. */
        "account"?: string
        /** Another spelling of `account`. */
        "merchant_account"?: string
        /** Adyen: the balance platform, account holder or balance account whose transfers are listed. Default: `account`. */
        "api_account"?: string
        /** Adyen: whether an accepted payout counts as paid at once. */
        "instant_payouts"?: "by_method" | "always" | "never"
        /** Adyen: business days of silence after which an accepted payout counts as paid (presumed). Default 2. */
        "presume_after_business_days"?: (number | "never")
        /** Days, besides weekends, that are no business days: `2026-12-25`. In UTC. */
        "holidays"?: (string)[]
        /** Whether news of a final status is confirmed at the provider's API before it is believed, where its webhooks carry only a password (Pivot, Xendit). Until then it changes nothing and is told to no endpoint but raw ones, which get a copy of every webhook at once. Set back to `never`, what is held is believed as it came. Default `never`. */
        "confirm"?: "never" | "final"
        /** Whether a reconciliation of each day is made by itself, some hours after midnight UTC. Default false. */
        "reconcile_daily"?: boolean
        /** Attention items that are not opened: your program sees to these payouts. */
        "attention_off"?: ("failed" | "reversed")[]
        /** How often the provider's API is called. Default: below the provider's limit. */
        "calls_per_second"?: number
        /** How many authentic webhooks a second each process takes; ten seconds' worth may come at once. Beyond it the answer is 503 with `Retry-After`, never a 4xx: all providers send again after a 503. Default: no limit. */
        "rate_limit_per_second"?: number
      }
      /** How many live secrets there are of each kind. Never a secret itself. */
      "secrets": Record<string, number>
      /** Each live secret, newest first of its kind. Never a secret itself. */
      "live_secrets": ({
        /** For `remove_secrets`. */
        "id": string
        "kind": string
        /** Its last characters. */
        "hint": string
      })[]
      "has_credentials": boolean
      /** What it was sent: the last, and of 24 hours, among the newest 2,000 messages of all sources; `quarantined` is what waits, among the newest 2,000 that wait. */
      "activity": {
        "last_message_at": (string | null)
        "last_verified_at": (string | null)
        "received": number
        "verified": number
        /** Null: the last 24 hours. Later where more came than is counted. */
        "counted_since": (string | null)
        "quarantined": number
      }
      /** Whether the provider's API can be asked, as of the last call. */
      "api": {
        "state": "none" | "no_credentials" | "not_asked" | "answers" | "fails"
        "failing_since": (string | null)
        "finding": (string | null)
        "detail": (string | null)
      }
      /** Made together with an account of the sandbox. */
      "sandbox": boolean
      "disabled_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    SampleAnswer: {
      /** It was acknowledged: stored as authentic. */
      "accepted": boolean
      "response_status": (number | null)
      "response_body": (string | null)
      "cause": (string | null)
      "error": (string | null)
      "duration_ms": number
      /** What was stored of it; null: it did not arrive. */
      "message_id": (string | null)
    }
    Message: {
      "id": string
      "source_id": string
      "state": "received" | "settled" | "quarantined" | "unrecognised"
      "reason": (string | null)
      "hint": (string | null)
      "wire_event": (string | null)
      "times_seen": number
      /** RFC 3339, UTC. */
      "received_at": string
      /** RFC 3339, UTC. */
      "last_seen_at": string
      "remote_address": (string | null)
      "body_bytes": number
      /** Null: it was imported, so nobody answered it. */
      "answer_status": (number | null)
      /** Which import brought it; null: it was received. */
      "import_id": (string | null)
      /** Of an imported one: whether its credentials were the source's at that time. */
      "verified": (boolean | null)
    }
    ListedMessage: {
      "id": string
      "source_id": string
      "state": "received" | "settled" | "quarantined" | "unrecognised"
      "reason": (string | null)
      "hint": (string | null)
      "wire_event": (string | null)
      "times_seen": number
      /** RFC 3339, UTC. */
      "received_at": string
      /** RFC 3339, UTC. */
      "last_seen_at": string
      "remote_address": (string | null)
      "body_bytes": number
      /** Null: it was imported, so nobody answered it. */
      "answer_status": (number | null)
      /** Which import brought it; null: it was received. */
      "import_id": (string | null)
      /** Of an imported one: whether its credentials were the source's at that time. */
      "verified": (boolean | null)
      /** With `read=true`: how many events it holds, and what the first is about; `subject_id` is null where the ledger has not heard of that. Null: not asked for, or it cannot be read. */
      "about": ({
        "event_count": number
        "subject": ("payout" | "batch" | "payment" | null)
        "subject_id": (string | null)
        "reference": (string | null)
      } | null)
    }
    WholeMessage: {
      "id": string
      "source_id": string
      "state": "received" | "settled" | "quarantined" | "unrecognised"
      "reason": (string | null)
      "hint": (string | null)
      "wire_event": (string | null)
      "times_seen": number
      /** RFC 3339, UTC. */
      "received_at": string
      /** RFC 3339, UTC. */
      "last_seen_at": string
      "remote_address": (string | null)
      "body_bytes": number
      /** Null: it was imported, so nobody answered it. */
      "answer_status": (number | null)
      /** Which import brought it; null: it was received. */
      "import_id": (string | null)
      /** Of an imported one: whether its credentials were the source's at that time. */
      "verified": (boolean | null)
      /** What was thought of it when it came. */
      "verdict": {
        "outcome": "authentic" | "refused" | "released" | "imported"
        "reason": (string | null)
        /** The likely mistake. Never a secret. */
        "hint": (string | null)
        /** Of a refused one: when its source last sent what verified, so that a secret that was regenerated is told from one that never fitted. */
        "last_authentic_at": (string | null)
      }
      /** Null: the body is not kept any more. */
      "decoded": ({
        "outcome": "events" | "ignored" | "unrecognised"
        "reason": (string | null)
        "hint": (string | null)
        "wire_event": (string | null)
        "event_count": number
        /** The first 100. */
        "events": ({
          "subject": "payout" | "batch" | "payment"
          /** `po_…`, `bat_…`, `pay_…`; null: the ledger has not heard of it. */
          "subject_id": (string | null)
          "wire_event": string
          "status": string
          "reason": (string | null)
          "provider_id": string
          "reference": (string | null)
          "amount": ({
            "value": string
            "currency": string
          } | null)
          "live": (boolean | null)
          "account": (string | null)
          "occurred_at": (string | null)
          "failure": ({
            "code": string
            "provider_code": (string | null)
            "provider_reason": (string | null)
          } | null)
          /** What else it tells, by name; account number and holder are masked. */
          "details": Record<string, string>
        })[]
      } | null)
      /** The entries of histories that it caused, those that were not applied too. */
      "effects": ({
        "subject": "payout" | "batch" | "payment"
        "subject_id": string
        "applied": boolean
        "sequence": (number | null)
        "status": string
        "previous_status": (string | null)
        "reason": (string | null)
        "refused_because": (string | null)
        "via": "webhook" | "poll" | "timer" | "operator" | "import"
        "wire_event": string
        /** RFC 3339, UTC. */
        "recorded_at": string
        "note": (string | null)
      })[]
      "body_sha256": (string | null)
      "body_pruned": boolean
      "held": ({
        "events": number
        /** RFC 3339, UTC. */
        "held_at": string
        /** RFC 3339, UTC. */
        "next_at": string
        "finding": (string | null)
      } | null)
      /** As received. A credential is never shown: only whether it matches today's secrets of the source or differs. */
      "headers": Record<string, (string)[]>
      /** The exact bytes, for keys with the scope `raw`; null without, once pruned, and for people: they reveal it. */
      "body_base64": (string | null)
      /** The same as text, where the bytes are UTF-8. */
      "body_text": (string | null)
    }
    RevealedBody: {
      /** The exact bytes. */
      "body_base64": string
      /** The same as text, where the bytes are UTF-8. */
      "body_text": (string | null)
    }
    VerdictToday: {
      "outcome": "authentic" | "refused"
      "reason": (string | null)
      "hint": (string | null)
    }
    QuarantineCheck: {
      /** They verify with today's secrets; without `dry_run` they were released. */
      "verified": number
      "refused": number
      /** Not looked at yet. */
      "left": number
      /** Send it as `after` to go on; null: all were looked at. */
      "next_after": (string | null)
    }
    Import: {
      "id": string
      "source_id": string
      "name": string
      "fingerprint": string
      /** Whether endpoints are told what it says. */
      "deliver": boolean
      "state": "running" | "finished"
      /** How many of its lines were taken: go on with the line of this number, from 0. */
      "place": number
      /** Of the lines before `place`: from 32 zero bytes on, for each line the SHA-256 of the hash before and the line without its line end. */
      "content_hash": string
      /** Lines that changed something. */
      "applied": number
      /** Lines that said nothing new. */
      "repeated": number
      /** Lines about no payout, batch or payment. */
      "ignored": number
      /** Lines parked for a person. */
      "unrecognised": number
      /** Lines that hold no webhook. */
      "rejected": number
      /** Lines whose credentials the source's secrets of today accept. */
      "verified": number
      "created_by": string
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
    }
    TakenImport: {
      "id": string
      "source_id": string
      "name": string
      "fingerprint": string
      /** Whether endpoints are told what it says. */
      "deliver": boolean
      "state": "running" | "finished"
      /** How many of its lines were taken: go on with the line of this number, from 0. */
      "place": number
      /** Of the lines before `place`: from 32 zero bytes on, for each line the SHA-256 of the hash before and the line without its line end. */
      "content_hash": string
      /** Lines that changed something. */
      "applied": number
      /** Lines that said nothing new. */
      "repeated": number
      /** Lines about no payout, batch or payment. */
      "ignored": number
      /** Lines parked for a person. */
      "unrecognised": number
      /** Lines that hold no webhook. */
      "rejected": number
      /** Lines whose credentials the source's secrets of today accept. */
      "verified": number
      "created_by": string
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
      /** The first of those in this call that hold no webhook; lines count from 0. */
      "rejected_lines": ({
        "line": number
        "why": string
      })[]
    }
    EndpointSettings: {
      /** For a whole attempt. By default what the dialect waits. */
      "timeout_ms"?: number
      /** Attempts at the same time; 32 by default. */
      "concurrency"?: number
      /** Attempts begun per second; no limit by default. */
      "rate_per_second"?: number
      /** By default the dialect's own. */
      "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
      /** Instead of a schedule: the wait after each failed try. */
      "retry_delays_ms"?: (number)[]
      /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
      "disable_after_hours"?: number
      /** Only what these sources tell. By default all of the merchant's. */
      "source_ids"?: (string)[]
      /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
      "form"?: string
      /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
      "account"?: string
      /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
      "include_presumed"?: boolean
      /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
      "reversal_as_failed"?: boolean
      /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
      "retry_refusals"?: boolean
      /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
      "require_accepted_body"?: boolean
    }
    Endpoint: {
      "id": string
      "url": string
      "description": (string | null)
      "event_types": (string)[]
      /** What `event_types` asks for and this dialect has no words for: it is never sent here. */
      "not_told": (string)[]
      /** How it is told. `paidout`: our own bodies under the headers of Standard Webhooks. `pivot`, `xendit`, `adyen`: events of every provider as that provider's own webhooks, for a handler that is written for it. `raw`: every request that a provider sent as it came, bytes, headers and credentials, once and also where Paidout ignores it or does not understand it; a credential that is no secret of the source is left out. A raw endpoint is tested by a sample of its provider where all its sources are of one, else by a small JSON with `endpoint.test`. */
      "dialect": string
      "version": string
      "ordering": "none" | "payout"
      "settings": components["schemas"]["EndpointSettings"]
      /** Whether deliveries carry a user and password. */
      "has_basic": boolean
      /** Newest first. Never a secret itself. */
      "live_secrets": ({
        /** Its last characters. */
        "hint": string
        /** When one that was rotated out ends; null: the current one. */
        "expires_at": (string | null)
      })[]
      "state": "active" | "disabled"
      /** Of the last 24 hours, among its newest 500 deliveries: how many were tried and how many arrived; and what the newest that was tried came to. */
      "activity": {
        "tried": number
        "delivered": number
        "last_status": (number | null)
        "last_cause": (string | null)
      }
      /** `operator`, `gone` (it answered 410) or `failing` (it took nothing for days). */
      "disabled_reason": (string | null)
      /** Since when nothing but failures; null: it works, or was sent nothing yet. */
      "failing_since": (string | null)
      /** Kept when it works again. */
      "last_failure": ({
        /** RFC 3339, UTC. */
        "at": string
        "status": (number | null)
        "cause": string
        "error": (string | null)
      } | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    NewEndpoint: {
      "id": string
      "url": string
      "description": (string | null)
      "event_types": (string)[]
      /** What `event_types` asks for and this dialect has no words for: it is never sent here. */
      "not_told": (string)[]
      /** How it is told. `paidout`: our own bodies under the headers of Standard Webhooks. `pivot`, `xendit`, `adyen`: events of every provider as that provider's own webhooks, for a handler that is written for it. `raw`: every request that a provider sent as it came, bytes, headers and credentials, once and also where Paidout ignores it or does not understand it; a credential that is no secret of the source is left out. A raw endpoint is tested by a sample of its provider where all its sources are of one, else by a small JSON with `endpoint.test`. */
      "dialect": string
      "version": string
      "ordering": "none" | "payout"
      "settings": components["schemas"]["EndpointSettings"]
      /** Whether deliveries carry a user and password. */
      "has_basic": boolean
      /** Newest first. Never a secret itself. */
      "live_secrets": ({
        /** Its last characters. */
        "hint": string
        /** When one that was rotated out ends; null: the current one. */
        "expires_at": (string | null)
      })[]
      "state": "active" | "disabled"
      /** Of the last 24 hours, among its newest 500 deliveries: how many were tried and how many arrived; and what the newest that was tried came to. */
      "activity": {
        "tried": number
        "delivered": number
        "last_status": (number | null)
        "last_cause": (string | null)
      }
      /** `operator`, `gone` (it answered 410) or `failing` (it took nothing for days). */
      "disabled_reason": (string | null)
      /** Since when nothing but failures; null: it works, or was sent nothing yet. */
      "failing_since": (string | null)
      /** Kept when it works again. */
      "last_failure": ({
        /** RFC 3339, UTC. */
        "at": string
        "status": (number | null)
        "cause": string
        "error": (string | null)
      } | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
      /** What deliveries carry or are signed with: `whsec_…` (paidout), the callback key (pivot), the callback token (xendit), the HMAC key (adyen). Shown this once; null for raw. */
      "secret": (string | null)
    }
    TestAnswer: {
      /** Whether it answered HTTP 200. */
      "accepted": boolean
      "response_status": (number | null)
      "response_body": (string | null)
      "cause": (string | null)
      "error": (string | null)
      "duration_ms": number
    }
    TestLine: ({
      "step": "resolved"
      "addresses": (string)[]
      /** Since the test began. */
      "at_ms": number
    } | {
      "step": "connected"
      "address": string
      "port": number
      /** Since the test began. */
      "at_ms": number
    } | {
      "step": "secured"
      "protocol": string
      /** Since the test began. */
      "at_ms": number
    } | {
      "step": "sent"
      "body_bytes": number
      /** Since the test began. */
      "at_ms": number
    } | {
      "step": "answered"
      "status": number
      /** Its first bytes, as text. */
      "body": (string | null)
      /** Since the test began. */
      "at_ms": number
    } | {
      "step": "result"
      /** What the answer would have had without the lines. */
      "status": number
      /** What would have been answered without the lines: the thing, or a problem. */
      "answer": unknown
      /** Since the test began. */
      "at_ms": number
    })
    Delivery: {
      "id": string
      "endpoint_id": string
      "event_id": (string | null)
      "type": string
      /** What the endpoint's dialect calls it; null in Paidout's own format. */
      "wire_event": (string | null)
      "subject": "payout" | "batch" | "payment" | "message"
      "subject_id": string
      "sequence": number
      "state": "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
      "attempt_count": number
      "last_status": (number | null)
      "last_cause": (string | null)
      "next_attempt_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
    }
    ListedDelivery: {
      "id": string
      "endpoint_id": string
      "event_id": (string | null)
      "type": string
      /** What the endpoint's dialect calls it; null in Paidout's own format. */
      "wire_event": (string | null)
      "subject": "payout" | "batch" | "payment" | "message"
      "subject_id": string
      "sequence": number
      "state": "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
      "attempt_count": number
      "last_status": (number | null)
      "last_cause": (string | null)
      "next_attempt_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
      /** Today's; each attempt has the one it went to. */
      "endpoint_url": string
      "dialect": string
      /** An attempt is under way. */
      "sending": boolean
      /** Why it waits in the queue although nothing failed, or beyond its time. */
      "held_because": ("endpoint_disabled" | "order" | "retry_queue" | null)
      "waits_for_sequence": (number | null)
      /** Of this run of the schedule, which a resend begins anew; null: not in the queue. */
      "tries": (number | null)
      /** That the endpoint's schedule has. */
      "tries_max": number
      "last_duration_ms": (number | null)
    }
    WholeDelivery: {
      "id": string
      "endpoint_id": string
      "event_id": (string | null)
      "type": string
      /** What the endpoint's dialect calls it; null in Paidout's own format. */
      "wire_event": (string | null)
      "subject": "payout" | "batch" | "payment" | "message"
      "subject_id": string
      "sequence": number
      "state": "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
      "attempt_count": number
      "last_status": (number | null)
      "last_cause": (string | null)
      "next_attempt_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
      /** Today's; each attempt has the one it went to. */
      "endpoint_url": string
      "dialect": string
      /** An attempt is under way. */
      "sending": boolean
      /** Why it waits in the queue although nothing failed, or beyond its time. */
      "held_because": ("endpoint_disabled" | "order" | "retry_queue" | null)
      "waits_for_sequence": (number | null)
      /** Of this run of the schedule, which a resend begins anew; null: not in the queue. */
      "tries": (number | null)
      /** That the endpoint's schedule has. */
      "tries_max": number
      "last_duration_ms": (number | null)
      /** As frozen when it was made; null: pruned, and made again by a resend. */
      "request": ({
        "format": string
        /** Without signatures and credentials: those are made for each attempt. */
        "headers": Record<string, (string)[]>
        "body_bytes": number
        "body_sha256": string
        /** Account numbers are masked in it. */
        "masked": boolean
        /** Where it is masked; another is revealed. */
        "body_text": (string | null)
      } | null)
      /** Who had it sent again by itself, oldest first. */
      "resends": ({
        "by": string
        /** RFC 3339, UTC. */
        "at": string
      })[]
      /** The newest 100, newest first. */
      "attempts": ({
        "id": string
        "number": number
        "trigger": string
        "url": string
        /** RFC 3339, UTC. */
        "started_at": string
        "duration_ms": number
        "outcome": "success" | "failure"
        "response_status": (number | null)
        "response_headers": (Record<string, string> | null)
        /** The first 16 KiB, as text. */
        "response_body": (string | null)
        "cause": (string | null)
        "error": (string | null)
      })[]
      /** Attempts that were made so long ago that they are not kept any more. */
      "attempts_pruned": number
    }
    Resend: {
      "id": string
      "state": "running" | "done" | "cancelled"
      /** As it was asked for. */
      "filter": Record<string, unknown>
      "total": (number | null)
      /** Put into the queue so far. */
      "requeued": number
      /** In the queue, not tried yet. */
      "waiting": number
      /** In the queue, tried in vain, due again by the endpoint's schedule. */
      "retrying": number
      /** Left the queue: delivered, or failed. */
      "sent": number
      "delivered": number
      /** Exhausted again. */
      "failed": number
      /** Taken out again by the cancelling; they are what they were before. */
      "withdrawn": number
      /** Not queued: their endpoint is disabled or deleted. */
      "skipped": number
      /** Nothing more of it will be put into the queue. */
      "all_queued": boolean
      "created_by": string
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
    }
    ResendCount: {
      "total": (number | null)
      "endpoints": ({
        "endpoint_id": string
        /** Null: it was deleted. */
        "url": (string | null)
        "count": number
        /** Its part is skipped where it is not. */
        "active": boolean
        "rate_per_second": (number | null)
      })[]
      /** About how long it goes on, by the endpoints' rate limits; null: not known. */
      "seconds": (number | null)
    }
    Reconciliation: {
      "id": string
      "source_id": string
      /** A UTC day, of the payouts' creation. */
      "day": string
      "state": "running" | "done" | "cancelled"
      /** First `ours`: payouts of the ledger are asked for. Then `theirs`: what the provider lists is looked for. */
      "phase": "ours" | "theirs" | "finished"
      "total": (number | null)
      /** Of those, looked at so far. */
      "checked": number
      "statement_rows": number
      /** Findings other than `not_checked`, so far. */
      "differences": number
      "summary": {
        "findings": {
          "missing_here": number
          "missing_there": number
          "different_amount": number
          "different_status": number
          "not_checked": number
        }
        /** Payouts of which both say the same. */
        "equal": number
        /** Of those, paid here by silence only, and under way at the provider. */
        "presumed": number
        /** Of those, presumed here until the provider confirmed it to this report. */
        "confirmed": number
        /** Payouts that the provider's list or the statement told of, so far. */
        "theirs": number
        /** As it stood before the provider's answers were taken in. `difference` is theirs less what of ours was checked. */
        "sums": ({
          "currency": (string | null)
          "status": ("pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed" | null)
          "ours": {
            "count": number
            "amount": (string | null)
          }
          "not_checked": {
            "count": number
            "amount": (string | null)
          }
          "theirs": {
            "count": number
            "amount": (string | null)
          }
          "difference": {
            "count": number
            "amount": (string | null)
          }
        })[]
        /** Whether somebody told all payouts of the day, who, and if not, why. `batches`: only payouts of bulk payouts that the ledger knows. */
        "missing_here": {
          "checked": boolean
          "by": ("list" | "batches" | "statement")[]
          "detail": (string | null)
        }
        "waiting_for": ({
          "finding": string
          "detail": string
        } | null)
      }
      "created_by": string
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
    }
    ReconciliationFinding: {
      "id": string
      "kind": "missing_here" | "missing_there" | "different_amount" | "different_status" | "not_checked"
      "payout_id": (string | null)
      "provider_id": (string | null)
      "reference": (string | null)
      "ours": ({
        "status": ("pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed" | null)
        "certainty"?: "confirmed" | "presumed"
        "provider_status"?: string
        "amount": ({
          "value": string
          "currency": string
        } | null)
        "by"?: "api" | "list" | "statement"
      } | null)
      "theirs": ({
        "status": ("pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed" | null)
        "certainty"?: "confirmed" | "presumed"
        "provider_status"?: string
        "amount": ({
          "value": string
          "currency": string
        } | null)
        "by"?: "api" | "list" | "statement"
      } | null)
      "detail": (string | null)
    }
    Merchant: {
      "id": string
      "name": string
      /** RFC 3339, UTC. */
      "created_at": string
    }
    Me: {
      /** `per_…` of a person, `key_…` of an API key. */
      "id": string
      "kind": "person" | "apiKey"
      "name": (string | null)
      "email": (string | null)
      "role": ("owner" | "operator" | "viewer" | null)
      "scopes": ("read" | "write" | "raw" | "admin")[]
      /** Does the person confirm logins with a code? */
      "two_factor": boolean
      "merchant": {
        "id": string
        "name": string
        /** RFC 3339, UTC. */
        "created_at": string
      }
      /** All whose member the person is. */
      "merchants": ({
        "id": string
        "name": string
        /** RFC 3339, UTC. */
        "created_at": string
      })[]
    }
    Actor: {
      /** `per_…` of a person, `key_…` of an API key. */
      "id": string
      "kind": "person" | "apiKey"
      "name": string
    }
    Member: {
      "id": string
      "name": string
      "email": string
      "role": "owner" | "operator" | "viewer"
      /** Does the person confirm logins with a code? */
      "two_factor": boolean
      "last_seen_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
    }
    Invitation: {
      "id": string
      "role": "owner" | "operator" | "viewer"
      "email": (string | null)
      /** `per_…`, `key_…`, or `start`. */
      "created_by": string
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "expires_at": string
    }
    NewInvitation: {
      "id": string
      "role": "owner" | "operator" | "viewer"
      "email": (string | null)
      /** `per_…`, `key_…`, or `start`. */
      "created_by": string
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "expires_at": string
      /** The link, which works once. Shown this once. */
      "url": string
    }
    ApiKey: {
      "id": string
      "name": string
      /** Enough of the key to recognise it. */
      "hint": string
      "scopes": ("read" | "write" | "raw" | "admin")[]
      /** `key_…` or `per_…`; `start` for the first one. */
      "created_by": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "last_used_at": (string | null)
      "revoked_at": (string | null)
    }
    NewApiKey: {
      "id": string
      "name": string
      /** Enough of the key to recognise it. */
      "hint": string
      "scopes": ("read" | "write" | "raw" | "admin")[]
      /** `key_…` or `per_…`; `start` for the first one. */
      "created_by": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "last_used_at": (string | null)
      "revoked_at": (string | null)
      /** Shown this once. */
      "key": string
    }
    AuditEntry: {
      "id": string
      "actor": string
      "action": string
      "object": string
      "before": (Record<string, unknown> | null)
      "after": (Record<string, unknown> | null)
      /** RFC 3339, UTC. */
      "at": string
    }
    AttentionItem: {
      "id": string
      /** One of: insufficient_balance, failed, reversed, conflict, double_payment, amount_mismatch, name_conflict, stuck, unconfirmed, batch_mismatch, credentials_missing, credentials_refused, provider_unreachable, reconciliation_difference, quarantined, unrecognised, endpoint_failing, endpoint_disabled. */
      "kind": string
      "subject": "payout" | "batch" | "payment" | "message" | "source" | "endpoint"
      "subject_id": string
      "source_id": (string | null)
      /** What is known now of its subject; null: nothing, or it has no such thing. */
      "about": {
        "provider": (string | null)
        "name": (string | null)
        "status": (string | null)
        "reason": (string | null)
        "certainty": (string | null)
        "reference": (string | null)
        "provider_id": (string | null)
        /** Of a batch the sum of its counters, where they are known. */
        "amount": ({
          "value": string
          "currency": string
        } | null)
      }
      /** What to do, in one sentence. */
      "advice": string
      /** What can be done about it here; none once it is closed. */
      "actions": ({
        "action": "retried" | "mark_failed" | "mark_paid" | "ask_now" | "release" | "reprocess" | "enable" | "try_again" | "acknowledge" | "dismiss"
        "label": string
        "needs_reason": boolean
      })[]
      /** Where the provider's own part of it is done. */
      "links": ({
        "label": string
        "url": string
      })[]
      "detail": Record<string, unknown>
      /** Since when it stands so: not after `opened_at`. */
      "since": string
      /** RFC 3339, UTC. */
      "opened_at": string
      "closed_at": (string | null)
      "closed_because": (string | null)
      /** Who closed it; null: what was heard since did, or it is open. */
      "closed_by": (string | null)
      /** `per_…` or `key_…` of who looks after it; null: nobody. */
      "assignee": (string | null)
      /** Until then it may wait; a fact that changes the item wakes it before. */
      "snoozed_until": (string | null)
    }
    ActedOnAttention: {
      "id": string
      /** One of: insufficient_balance, failed, reversed, conflict, double_payment, amount_mismatch, name_conflict, stuck, unconfirmed, batch_mismatch, credentials_missing, credentials_refused, provider_unreachable, reconciliation_difference, quarantined, unrecognised, endpoint_failing, endpoint_disabled. */
      "kind": string
      "subject": "payout" | "batch" | "payment" | "message" | "source" | "endpoint"
      "subject_id": string
      "source_id": (string | null)
      /** What is known now of its subject; null: nothing, or it has no such thing. */
      "about": {
        "provider": (string | null)
        "name": (string | null)
        "status": (string | null)
        "reason": (string | null)
        "certainty": (string | null)
        "reference": (string | null)
        "provider_id": (string | null)
        /** Of a batch the sum of its counters, where they are known. */
        "amount": ({
          "value": string
          "currency": string
        } | null)
      }
      /** What to do, in one sentence. */
      "advice": string
      /** What can be done about it here; none once it is closed. */
      "actions": ({
        "action": "retried" | "mark_failed" | "mark_paid" | "ask_now" | "release" | "reprocess" | "enable" | "try_again" | "acknowledge" | "dismiss"
        "label": string
        "needs_reason": boolean
      })[]
      /** Where the provider's own part of it is done. */
      "links": ({
        "label": string
        "url": string
      })[]
      "detail": Record<string, unknown>
      /** Since when it stands so: not after `opened_at`. */
      "since": string
      /** RFC 3339, UTC. */
      "opened_at": string
      "closed_at": (string | null)
      "closed_because": (string | null)
      /** Who closed it; null: what was heard since did, or it is open. */
      "closed_by": (string | null)
      /** `per_…` or `key_…` of who looks after it; null: nobody. */
      "assignee": (string | null)
      /** Until then it may wait; a fact that changes the item wakes it before. */
      "snoozed_until": (string | null)
      /** Of `release`: how many settle now, how many do not verify with today's secrets, and how many were not looked at yet: call again for them. Else null. */
      "release": ({
        "released": number
        "still_refused": number
        "left": number
      } | null)
    }
    AttentionCounts: {
      "total": {
        "count": number
        /** There may be more: nobody counted on. */
        "is_capped": boolean
      }
      "kinds": ({
        "kind": string
        "count": number
        /** There may be more: nobody counted on. */
        "is_capped": boolean
      })[]
    }
    FoundThing: {
      "kind": "payout" | "batch" | "payment" | "attention" | "message" | "delivery" | "resend" | "source" | "endpoint"
      "id": string
      /** What people call it. */
      "title": string
      "detail": string
    }
    Overview: {
      /** Moved out to where a tally begins. */
      "from": string
      /** RFC 3339, UTC. */
      "to": string
      /** What one point of `series` sums up. */
      "span_seconds": number
      /** Whose payouts are summed up: `live` where a source is, else `test`, else the sandbox's. */
      "mode": "live" | "test" | "sandbox"
      /** False: payouts of before an upgrade are still being counted. */
      "is_complete": boolean
      /** Payouts created in this time, as they stand now. */
      "payouts": ({
        "status": "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
        "currency": (string | null)
        "count": number
        "amount": ({
          "value": string
          "currency": string
        } | null)
      })[]
      /** `paid` of those that are `paid`, `failed` or `reversed`. */
      "success_rate": (number | null)
      "outcomes": ({
        "currency": (string | null)
        "success_rate": (number | null)
      })[]
      /** Of payouts that became paid in this time; right to a tenth. */
      "time_to_paid": ({
        "currency": (string | null)
        "count": number
        "p50_seconds": (number | null)
        "p95_seconds": (number | null)
      })[]
      "series": {
        "starts_at": (string)[]
        "received": (number)[]
        "delivered": (number)[]
        "attempts_failed": (number)[]
        "payouts": ({
          "status": "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
          "counts": (number)[]
        })[]
      }
      "sources": ({
        "id": string
        "name": string
        "provider": string
        "live": (boolean | null)
        "is_sandbox": boolean
        "disabled": boolean
        "last_message_at": (string | null)
        "received_24h": number
        "verified_rate": (number | null)
        "quarantined": number
        "unrecognised": number
        /** Received and not applied yet. */
        "waiting": number
        "oldest_waiting_at": (string | null)
      })[]
      "endpoints": ({
        "id": string
        "url": string
        "description": (string | null)
        "state": "active" | "disabled"
        "disabled_reason": (string | null)
        "failing_since": (string | null)
        "delivered_24h": number
        /** Attempts that failed. */
        "failed_24h": number
        "success_rate": (number | null)
        /** Deliveries to be sent, retries too. */
        "backlog": number
        "oldest_due_at": (string | null)
        "last_attempt_at": (string | null)
        "last_status": (number | null)
        "last_cause": (string | null)
      })[]
      /** Of what waits and what stands aside so many are counted, and no more. */
      "counted_max": number
      /** What a new merchant has done, by facts; the sandbox's do not count. */
      "setup": {
        "source": boolean
        "webhook": boolean
        "callback": boolean
        "mail": boolean
      }
    }
    HealthReport: {
      /** RFC 3339, UTC. */
      "from": string
      /** RFC 3339, UTC. */
      "to": string
      "needs_attention": boolean
      /** Null: not counted in time, or a rate of nothing. */
      "deliveries": {
        "attempts": (number | null)
        "delivered": (number | null)
        /** Attempts and delivered were too many to count: reckoned from a sample. */
        "estimated": boolean
        "exhausted": (number | null)
        "missed": (number | null)
        "success_rate": (number | null)
        "first_attempt_rate": (number | null)
      }
      "failing_endpoints": ({
        "count": number
        "examples": ({
          "endpoint_id": string
          "url": string
          /** RFC 3339, UTC. */
          "failing_since": string
          "last_status": (number | null)
          "last_cause": (string | null)
          "last_error": (string | null)
        })[]
      } | null)
      "disabled_endpoints": ({
        "count": number
        "examples": ({
          "endpoint_id": string
          "url": string
          "reason": string
          "last_error": (string | null)
        })[]
      } | null)
      "exhausted_deliveries": ({
        "count": number
        "examples": ({
          "delivery_id": string
          "endpoint_id": string
          "url": string
          "type": string
          "last_status": (number | null)
          "last_cause": (string | null)
        })[]
      } | null)
      "stuck_payouts": ({
        "count": number
        "examples": ({
          "payout_id": string
          "provider": string
          "reference": (string | null)
          "status": string
          "reason": (string | null)
          /** RFC 3339, UTC. */
          "heard_at": string
        })[]
      } | null)
      "quarantined": (({
        "source_id": string
        "source_name": string
        "count": number
        /** The likely reason. */
        "hint": string
      })[] | null)
      "unrecognised": (({
        "source_id": string
        "source_name": string
        "count": number
        /** The likely reason. */
        "hint": string
      })[] | null)
      "attention": (({
        "kind": string
        "count": number
        /** What to do about the oldest. */
        "advice": string
        "oldest_id": string
        /** RFC 3339, UTC. */
        "oldest_opened_at": string
      })[] | null)
      "subject": string
      "text": string
      "html": string
    }
    HealthMail: {
      "recipients": (string)[]
      "when": "needed" | "always" | "never"
      "stuck_after_hours": number
      /** False: this hub sends no mail. */
      "smtp_configured": boolean
      "last_mail": ({
        "kind": string
        "state": "due" | "sent" | "given_up"
        "subject": (string | null)
        "tries": number
        "accepted": (string)[]
        "refused": (string)[]
        "last_error": (string | null)
        /** RFC 3339, UTC. */
        "created_at": string
        "finished_at": (string | null)
      } | null)
    }
    TestMail: {
      /** Their server has it. */
      "accepted": (string)[]
      "refused": ({
        "address": string
        "answer": string
      })[]
      /** What the server said. */
      "answer": (string | null)
      "failure": ({
        "cause": "connection_refused" | "connection_lost" | "dns" | "tls" | "timeout" | "authentication" | "deferred" | "rejected" | "stopped" | "network"
        "answer": string
      } | null)
      "duration_ms": number
    }
    SandboxAccount: {
      "id": string
      "provider": string
      "name": string
      /** What the provider calls it: Pivot's merchantId, Xendit's business_id, Adyen's merchant account code. */
      "external_id": string
      /** Where the simulated provider's own paths begin. */
      "base_url": string
      /** Decides every misbehaviour: the same seed and the same calls give the same story. */
      "seed": number
      "settings": Record<string, unknown>
      /** What goes wrong on demand; what is missing never does. */
      "misbehaviour": {
        /** Chance. A webhook comes twice. */
        "duplicate"?: number
        /** Chance. It comes late, by up to `delay_seconds_max`. */
        "delay"?: number
        /** 600 by default. */
        "delay_seconds_max"?: number
        /** Chance. It comes after the next one of the same thing. */
        "reorder"?: number
        /** How long it is held for that; 30 by default. */
        "reorder_seconds"?: number
        /** Chance. It does not come at all; it can be resent by hand. */
        "drop"?: number
        /** Chance. It carries a wrong token or signature. */
        "wrong_token"?: number
        /** Chance. Its body ends in the middle. */
        "truncate"?: number
        /** Chance. It tells another amount. */
        "wrong_amount"?: number
        /** Chance. A payout that succeeded is told as failed afterwards. */
        "failed_after_succeeded"?: number
        /** Chance. A payout that succeeded comes back, `reverse_after_seconds` later. */
        "reverse"?: number
        /** 60 by default. */
        "reverse_after_seconds"?: number
        /** Chance. A call is answered as if the provider's API were down. */
        "api_down"?: number
        /** Chance. A call is answered `api_slow_ms` late. */
        "api_slow"?: number
        /** 3000 by default. */
        "api_slow_ms"?: number
      }
      "source_id": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    SandboxCallback: {
      "id": string
      "product": string
      "url": string
      /** What is missing has its default. */
      "settings": {
        /** For a whole attempt. By default what the dialect waits. */
        "timeout_ms"?: number
        /** Attempts at the same time; 32 by default. */
        "concurrency"?: number
        /** Attempts begun per second; no limit by default. */
        "rate_per_second"?: number
        /** By default the dialect's own. */
        "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
        /** Instead of a schedule: the wait after each failed try. */
        "retry_delays_ms"?: (number)[]
        /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
        "disable_after_hours"?: number
        /** Only what these sources tell. By default all of the merchant's. */
        "source_ids"?: (string)[]
        /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
        "form"?: string
        /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
        "account"?: string
        /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
        "include_presumed"?: boolean
        /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
        "reversal_as_failed"?: boolean
        /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
        "retry_refusals"?: boolean
        /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
        "require_accepted_body"?: boolean
      }
      "has_basic": boolean
      "state": "active" | "disabled"
      "source_id": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
    }
    NewSandboxCallback: {
      "id": string
      "product": string
      "url": string
      /** What is missing has its default. */
      "settings": {
        /** For a whole attempt. By default what the dialect waits. */
        "timeout_ms"?: number
        /** Attempts at the same time; 32 by default. */
        "concurrency"?: number
        /** Attempts begun per second; no limit by default. */
        "rate_per_second"?: number
        /** By default the dialect's own. */
        "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
        /** Instead of a schedule: the wait after each failed try. */
        "retry_delays_ms"?: (number)[]
        /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
        "disable_after_hours"?: number
        /** Only what these sources tell. By default all of the merchant's. */
        "source_ids"?: (string)[]
        /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
        "form"?: string
        /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
        "account"?: string
        /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
        "include_presumed"?: boolean
        /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
        "reversal_as_failed"?: boolean
        /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
        "retry_refusals"?: boolean
        /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
        "require_accepted_body"?: boolean
      }
      "has_basic": boolean
      "state": "active" | "disabled"
      "source_id": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** What its webhooks carry or are signed with. Shown this once. */
      "secret": string
    }
    WholeSandboxAccount: {
      "id": string
      "provider": string
      "name": string
      /** What the provider calls it: Pivot's merchantId, Xendit's business_id, Adyen's merchant account code. */
      "external_id": string
      /** Where the simulated provider's own paths begin. */
      "base_url": string
      /** Decides every misbehaviour: the same seed and the same calls give the same story. */
      "seed": number
      "settings": Record<string, unknown>
      /** What goes wrong on demand; what is missing never does. */
      "misbehaviour": {
        /** Chance. A webhook comes twice. */
        "duplicate"?: number
        /** Chance. It comes late, by up to `delay_seconds_max`. */
        "delay"?: number
        /** 600 by default. */
        "delay_seconds_max"?: number
        /** Chance. It comes after the next one of the same thing. */
        "reorder"?: number
        /** How long it is held for that; 30 by default. */
        "reorder_seconds"?: number
        /** Chance. It does not come at all; it can be resent by hand. */
        "drop"?: number
        /** Chance. It carries a wrong token or signature. */
        "wrong_token"?: number
        /** Chance. Its body ends in the middle. */
        "truncate"?: number
        /** Chance. It tells another amount. */
        "wrong_amount"?: number
        /** Chance. A payout that succeeded is told as failed afterwards. */
        "failed_after_succeeded"?: number
        /** Chance. A payout that succeeded comes back, `reverse_after_seconds` later. */
        "reverse"?: number
        /** 60 by default. */
        "reverse_after_seconds"?: number
        /** Chance. A call is answered as if the provider's API were down. */
        "api_down"?: number
        /** Chance. A call is answered `api_slow_ms` late. */
        "api_slow"?: number
        /** 3000 by default. */
        "api_slow_ms"?: number
      }
      "source_id": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
      /** Of the simulated provider's API; they open nothing else. */
      "credentials": Record<string, string>
      "balances": ({
        "name": string
        "amount": {
          "value": string
          "currency": string
        }
      })[]
      "callbacks": (components["schemas"]["SandboxCallback"])[]
      /** What has callbacks. */
      "products": (string)[]
    }
    SandboxThing: {
      /** `kind/name`: its own within the account. */
      "id": string
      "kind": string
      "name": string
      /** Counts the account's things. */
      "ordinal": number
      /** The provider's own word. */
      "status": string
      "amount": ({
        "value": string
        "currency": string
      } | null)
      "reference": (string | null)
      /** The name of what it is a part of. */
      "parent": (string | null)
      "state": Record<string, unknown>
      "webhooks_told": number
      /** When it moves on by itself; null: not at all. */
      "next_step_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    SandboxAction: {
      "name": string
      "summary": string
      /** JSON Schema of `args`. `suggestions` of a property are values and what comes of each. */
      "args": Record<string, unknown>
      /** What it is done to; null: it makes something, or concerns the account. */
      "on": ({
        "kinds": (string)[]
        /** Which of `args` names the thing. */
        "argument": string
        "statuses": ((string)[] | null)
      } | null)
    }
    SandboxActionResult: {
      "said": string
      "thing": ({
        "kind": string
        "name": string
      } | null)
      "detail": Record<string, unknown>
    }
    SandboxStoryLine: {
      "id": string
      "kind": "request" | "action" | "note" | "webhook" | "misbehaviour" | "failure"
      "said": string
      "thing": ({
        "kind": string
        "name": string
        "ordinal": number
      } | null)
      "detail": Record<string, unknown>
      "run_id": (string | null)
      /** RFC 3339, UTC. */
      "at": string
    }
    SandboxWebhook: {
      "id": string
      "callback_id": (string | null)
      "product": string
      /** What the provider calls it. */
      "wire_event": string
      "thing": ({
        "kind": string
        "name": string
      } | null)
      /** `missed`: swallowed by misbehaviour. Like any other it can be resent. */
      "state": "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
      "attempt_count": number
      "last_status": (number | null)
      "last_cause": (string | null)
      "next_attempt_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
    }
    WholeSandboxWebhook: {
      "id": string
      "callback_id": (string | null)
      "product": string
      /** What the provider calls it. */
      "wire_event": string
      "thing": ({
        "kind": string
        "name": string
      } | null)
      /** `missed`: swallowed by misbehaviour. Like any other it can be resent. */
      "state": "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
      "attempt_count": number
      "last_status": (number | null)
      "last_cause": (string | null)
      "next_attempt_at": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
      /** The newest 100, newest first. */
      "attempts": ({
        "id": string
        "number": number
        "trigger": string
        "url": string
        /** RFC 3339, UTC. */
        "started_at": string
        "duration_ms": number
        "outcome": "success" | "failure"
        "response_status": (number | null)
        "response_headers": (Record<string, string> | null)
        /** The first 16 KiB, as text. */
        "response_body": (string | null)
        "cause": (string | null)
        "error": (string | null)
      })[]
    }
    SandboxEcho: {
      "id": string
      "name": string
      /** It takes any request, of whichever method. */
      "url": string
      "answer": {
        "status": number
        /** How long it waits with its answer. */
        "delay_ms": number
        "body": string
      }
      /** RFC 3339, UTC. */
      "created_at": string
      /** RFC 3339, UTC. */
      "updated_at": string
    }
    SandboxEchoRequest: {
      "id": string
      "echo_id": string
      "method": string
      "body_bytes": number
      /** `good`: an endpoint with this URL signed it so. `bad`: it did not, and `reason` says why. `unsigned`: such an endpoint signs nothing. `unknown`: none of yours had this URL then. */
      "verdict": "good" | "bad" | "unsigned" | "unknown"
      "reason": (string | null)
      "endpoint_id": (string | null)
      "answered_status": number
      /** RFC 3339, UTC. */
      "received_at": string
    }
    WholeSandboxEchoRequest: {
      "id": string
      "echo_id": string
      "method": string
      "body_bytes": number
      /** `good`: an endpoint with this URL signed it so. `bad`: it did not, and `reason` says why. `unsigned`: such an endpoint signs nothing. `unknown`: none of yours had this URL then. */
      "verdict": "good" | "bad" | "unsigned" | "unknown"
      "reason": (string | null)
      "endpoint_id": (string | null)
      "answered_status": number
      /** RFC 3339, UTC. */
      "received_at": string
      /** What followed the URL: a path, a query, or nothing. */
      "path": string
      /** In the place of a credential `matches` or `differs`. */
      "headers": Record<string, (string)[]>
      "body_text": (string | null)
      /** The body was longer than what is kept of it. */
      "is_cut": boolean
    }
    SandboxClock: {
      /** RFC 3339, UTC. */
      "now": string
      /** How far it is ahead of the server's own time. */
      "ahead_seconds": number
      /** When something is due next, at a provider or in the hub; null: nothing is. */
      "next_at": (string | null)
      /** A live source: while there is one, the clock cannot be moved. */
      "held_by": ({
        "source_id": (string | null)
      } | null)
    }
    SandboxClockWalk: {
      /** RFC 3339, UTC. */
      "now": string
      /** How far it is ahead of the server's own time. */
      "ahead_seconds": number
      /** RFC 3339, UTC. */
      "target": string
      /** False: the time for one call was over. Ask for `target` again, until it is reached. */
      "reached": boolean
      /** At how many moments it stopped until what was due there was done. */
      "stops": number
    }
    SandboxScenario: {
      "name": string
      /** What happens. */
      "summary": string
      /** Where the hub's ledger stands at the end. */
      "shows": string
      /** Who can play it. */
      "providers": (string)[]
      /** What goes wrong at first, as an account's `misbehaviour`. */
      "misbehaviour": Record<string, unknown>
      /** How many payouts, unless asked otherwise. */
      "count": number
      "count_max": number
    }
    SandboxRun: {
      "id": string
      "scenario": string
      "account_id": string
      "provider": string
      /** Decides every misbehaviour: the same seed and the same calls give the same story. */
      "seed": number
      "count": number
      "amount": (string | null)
      "state": "running" | "done" | "failed" | "cancelled"
      "progress": {
        /** Instructions. */
        "done": number
        "of": number
      }
      "waits_for": (string | null)
      "next_step_at": (string | null)
      "failure": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
    }
    WholeSandboxRun: {
      "id": string
      "scenario": string
      "account_id": string
      "provider": string
      /** Decides every misbehaviour: the same seed and the same calls give the same story. */
      "seed": number
      "count": number
      "amount": (string | null)
      "state": "running" | "done" | "failed" | "cancelled"
      "progress": {
        /** Instructions. */
        "done": number
        "of": number
      }
      "waits_for": (string | null)
      "next_step_at": (string | null)
      "failure": (string | null)
      /** RFC 3339, UTC. */
      "created_at": string
      "finished_at": (string | null)
      /** What it made, in the order made; at most 1,000. */
      "made": ({
        /** `payout`, `batch`, `transfer`, … */
        "kind": string
        /** As the ledger's `provider_id`. */
        "provider_id": string
        "part_of": (string | null)
        "reference": (string | null)
        /** The provider's own word. */
        "status": string
      })[]
      /** What happened, in order; at most 500 lines. More: `story_after`. */
      "story": (components["schemas"]["SandboxStoryLine"])[]
    }
  }
}

export interface paths {
  "/v1/sources": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List sources */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "provider"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Source"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Connect a provider account */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "name": string
            "provider": string
            "secrets": Record<string, (string | (string)[])>
            "credentials"?: (Record<string, string> | null)
            "settings"?: {
              /** Another host for the provider's API, e.g. a sandbox. */
              "base_url"?: string
              /** The merchant account at the provider. Events that name another one are parked. */
              "account"?: string
              /** Another spelling of `account`. */
              "merchant_account"?: string
              /** Adyen: the balance platform, account holder or balance account whose transfers are listed. Default: `account`. */
              "api_account"?: string
              /** Adyen: whether an accepted payout counts as paid at once. */
              "instant_payouts"?: "by_method" | "always" | "never"
              /** Adyen: business days of silence after which an accepted payout counts as paid (presumed). Default 2. */
              "presume_after_business_days"?: (number | "never")
              /** Days, besides weekends, that are no business days: `2026-12-25`. In UTC. */
              "holidays"?: (string)[]
              /** Whether news of a final status is confirmed at the provider's API before it is believed, where its webhooks carry only a password (Pivot, Xendit). Until then it changes nothing and is told to no endpoint but raw ones, which get a copy of every webhook at once. Set back to `never`, what is held is believed as it came. Default `never`. */
              "confirm"?: "never" | "final"
              /** Whether a reconciliation of each day is made by itself, some hours after midnight UTC. Default false. */
              "reconcile_daily"?: boolean
              /** Attention items that are not opened: your program sees to these payouts. */
              "attention_off"?: ("failed" | "reversed")[]
              /** How often the provider's API is called. Default: below the provider's limit. */
              "calls_per_second"?: number
              /** How many authentic webhooks a second each process takes; ten seconds' worth may come at once. Beyond it the answer is 503 with `Retry-After`, never a 4xx: all providers send again after a 503. Default: no limit. */
              "rate_limit_per_second"?: number
            }
            "live"?: (boolean | null)
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": components["schemas"]["Source"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sources/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One source */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Source"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /** Change a source */
    patch: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "name"?: string
            "settings"?: {
              /** Another host for the provider's API, e.g. a sandbox. */
              "base_url"?: string
              /** The merchant account at the provider. Events that name another one are parked. */
              "account"?: string
              /** Another spelling of `account`. */
              "merchant_account"?: string
              /** Adyen: the balance platform, account holder or balance account whose transfers are listed. Default: `account`. */
              "api_account"?: string
              /** Adyen: whether an accepted payout counts as paid at once. */
              "instant_payouts"?: "by_method" | "always" | "never"
              /** Adyen: business days of silence after which an accepted payout counts as paid (presumed). Default 2. */
              "presume_after_business_days"?: (number | "never")
              /** Days, besides weekends, that are no business days: `2026-12-25`. In UTC. */
              "holidays"?: (string)[]
              /** Whether news of a final status is confirmed at the provider's API before it is believed, where its webhooks carry only a password (Pivot, Xendit). Until then it changes nothing and is told to no endpoint but raw ones, which get a copy of every webhook at once. Set back to `never`, what is held is believed as it came. Default `never`. */
              "confirm"?: "never" | "final"
              /** Whether a reconciliation of each day is made by itself, some hours after midnight UTC. Default false. */
              "reconcile_daily"?: boolean
              /** Attention items that are not opened: your program sees to these payouts. */
              "attention_off"?: ("failed" | "reversed")[]
              /** How often the provider's API is called. Default: below the provider's limit. */
              "calls_per_second"?: number
              /** How many authentic webhooks a second each process takes; ten seconds' worth may come at once. Beyond it the answer is 503 with `Retry-After`, never a 4xx: all providers send again after a 503. Default: no limit. */
              "rate_limit_per_second"?: number
            }
            /** Replaces the kinds that are named; null removes a kind. */
            "secrets"?: Record<string, ((string | (string)[]) | null)>
            /** Adds live secrets beside the ones there are: the first half of a rotation. */
            "add_secrets"?: Record<string, (string | (string)[])>
            /** Ids of `live_secrets` that end now: the second half of a rotation. */
            "remove_secrets"?: (string)[]
            "credentials"?: (Record<string, string> | null)
            "live"?: (boolean | null)
            /** A disabled source answers 404 to its provider. */
            "disabled"?: boolean
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Source"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    trace?: never
  }
  "/v1/sources/{id}/test": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send a sample webhook to the receive URL, as the provider would */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SampleAnswer"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List payouts */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "search"?: string
        "provider"?: string
        "status"?: "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
        "certainty"?: "confirmed" | "presumed"
        "failure_code"?: "insufficient_balance" | "destination_invalid" | "destination_inactive" | "destination_limit" | "destination_maximum" | "destination_name_mismatch" | "rejected_by_bank" | "bank_network_error" | "temporary_error" | "request_invalid" | "compliance_rejected" | "sanctions_match" | "not_allowed" | "refused" | "unknown"
        "reference"?: string
        "provider_id"?: string
        "source_id"?: string
        "batch_id"?: string
        "currency"?: string
        "live"?: boolean
        "has_attention"?: boolean
        "account_tail"?: string
        "amount"?: string
        "amount_from"?: string
        "amount_to"?: string
        "created_from"?: string
        "created_to"?: string
        "updated_from"?: string
        "updated_to"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["ListedPayout"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Announce payouts that you have created at a provider; 200: all were known */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "source_id"?: string
            "amount"?: {
              /** Main units; no more decimals than the currency has. */
              "value": string
              "currency": string
            }
            /** As the ledger has it: Xendit's `id`, Adyen's `pspReference` or transfer `id`, Pivot's `uuid:referenceId`. Send it where you know it. */
            "provider_id"?: string
            /** Your own name for it. Alone, it is the payout's only name until its provider speaks. */
            "reference"?: string
            /** The bulk payout it is part of. Pivot: the request's uuid. */
            "batch_provider_id"?: string
            "channel_code"?: string
            "description"?: string
            "metadata"?: Record<string, unknown>
            /** Kept encrypted, shown masked. */
            "destination"?: {
              "account_number"?: string
              "account_holder_name"?: string
              "account_type"?: string
            }
            "estimated_arrival_at"?: string
            /** When you created it at the provider. */
            "created_at"?: string
            /** The payout in whose place it was made: failed, cancelled or reversed. */
            "replaces"?: string
            /** Many at once, instead of the fields of one: all of them or none. */
            "payouts"?: ({
              "source_id": string
              "amount": {
                /** Main units; no more decimals than the currency has. */
                "value": string
                "currency": string
              }
              /** As the ledger has it: Xendit's `id`, Adyen's `pspReference` or transfer `id`, Pivot's `uuid:referenceId`. Send it where you know it. */
              "provider_id"?: string
              /** Your own name for it. Alone, it is the payout's only name until its provider speaks. */
              "reference"?: string
              /** The bulk payout it is part of. Pivot: the request's uuid. */
              "batch_provider_id"?: string
              "channel_code"?: string
              "description"?: string
              "metadata"?: Record<string, unknown>
              /** Kept encrypted, shown masked. */
              "destination"?: {
                "account_number"?: string
                "account_holder_name"?: string
                "account_type"?: string
              }
              "estimated_arrival_at"?: string
              /** When you created it at the provider. */
              "created_at"?: string
              /** The payout in whose place it was made: failed, cancelled or reversed. */
              "replaces"?: string
            })[]
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["Payout"] | {
            "data": (components["schemas"]["Payout"])[]
          }) } }
        201: { headers: {}; content: { "application/json": (components["schemas"]["Payout"] | {
            "data": (components["schemas"]["Payout"])[]
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts.csv": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** All payouts of a filter as CSV, masked as everywhere */
    get: {
      parameters: { query?: {
        "search"?: string
        "provider"?: string
        "status"?: "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
        "certainty"?: "confirmed" | "presumed"
        "failure_code"?: "insufficient_balance" | "destination_invalid" | "destination_inactive" | "destination_limit" | "destination_maximum" | "destination_name_mismatch" | "rejected_by_bank" | "bank_network_error" | "temporary_error" | "request_invalid" | "compliance_rejected" | "sanctions_match" | "not_allowed" | "refused" | "unknown"
        "reference"?: string
        "provider_id"?: string
        "source_id"?: string
        "batch_id"?: string
        "currency"?: string
        "live"?: boolean
        "has_attention"?: boolean
        "account_tail"?: string
        "amount"?: string
        "amount_from"?: string
        "amount_to"?: string
        "created_from"?: string
        "created_to"?: string
        "updated_from"?: string
        "updated_to"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/csv": string } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One payout and its history */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["ListedPayout"] & {
            /** What became of each event, in the order applied; refused ones too. */
            "history": (components["schemas"]["HistoryEntry"])[]
            /** True where only the newest 1000 entries are shown. */
            "history_truncated": boolean
          } & {
            "poll": ({
              "next_at": (string | null)
              "asked_at": (string | null)
              "tries": number
              "finding": (string | null)
              "detail": (string | null)
            } | null)
          } & {
            /** Final news of a source with `confirm: final` that its provider's API has not said yet: it changes nothing until then. When it is asked next, and what the last try came to. */
            "unconfirmed": ({
              /** What a webhook claims. */
              "status": string
              "wire_event": string
              "message_id": string
              /** RFC 3339, UTC. */
              "held_at": string
              /** RFC 3339, UTC. */
              "next_at": string
              "finding": (string | null)
            })[]
          } & {
            "presumed_paid_at": (string | null)
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}/mark_failed": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Mark a payout as failed on your word; the provider's word outranks it */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** Why; kept in the audit log, and in the history of what changes. */
            "reason": string
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["Payout"] & {
            /** What became of each event, in the order applied; refused ones too. */
            "history": (components["schemas"]["HistoryEntry"])[]
            /** True where only the newest 1000 entries are shown. */
            "history_truncated": boolean
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}/mark_paid": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Mark a payout as paid on your word; the provider's word outranks it */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** Why; kept in the audit log, and in the history of what changes. */
            "reason": string
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["Payout"] & {
            /** What became of each event, in the order applied; refused ones too. */
            "history": (components["schemas"]["HistoryEntry"])[]
            /** True where only the newest 1000 entries are shown. */
            "history_truncated": boolean
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}/ask": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Have the provider asked for a payout at once */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": ({
            /** Why; kept in the audit log, and in the history of what changes. */
            "reason"?: string
          } | null) } }
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["Payout"] & {
            /** What became of each event, in the order applied; refused ones too. */
            "history": (components["schemas"]["HistoryEntry"])[]
            /** True where only the newest 1000 entries are shown. */
            "history_truncated": boolean
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}/reveal": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** The whole account number and holder's name; who asked is in the audit log */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeDestination"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}/send": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send one event of a payout to an endpoint, subscribed to it or not */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "endpoint_id": string
            "sequence": number
          } } }
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Delivery"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/batches": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List bulk payouts */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "provider"?: string
        "status"?: "pending" | "processing" | "done" | "cancelled"
        "provider_id"?: string
        "source_id"?: string
        "live"?: boolean
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Batch"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/batches.csv": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** All bulk payouts of a filter as CSV */
    get: {
      parameters: { query?: {
        "provider"?: string
        "status"?: "pending" | "processing" | "done" | "cancelled"
        "provider_id"?: string
        "source_id"?: string
        "live"?: boolean
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/csv": string } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/batches/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One bulk payout and its history; its payouts: /v1/payouts?batch_id=… */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["Batch"] & {
            /** What became of each event, in the order applied; refused ones too. */
            "history": (components["schemas"]["HistoryEntry"])[]
            /** True where only the newest 1000 entries are shown. */
            "history_truncated": boolean
          } & {
            "poll": ({
              "next_at": (string | null)
              "asked_at": (string | null)
              "tries": number
              "finding": (string | null)
              "detail": (string | null)
            } | null)
          } & {
            /** The payouts of it that the ledger knows, by status and currency. */
            "payouts": {
              "known": number
              "by_status": ({
                "status": "pending" | "processing" | "paid" | "failed" | "cancelled" | "reversed"
                "count": number
                "amount": ({
                  "value": string
                  "currency": string
                } | null)
              })[]
              /** True where only the newest 20000 were looked at. */
              "truncated": boolean
            }
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payments": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List payment sessions with their charges */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "provider"?: string
        "status"?: "processing" | "paid" | "cancelled"
        "reference"?: string
        "provider_id"?: string
        "source_id"?: string
        "live"?: boolean
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Payment"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payments.csv": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** All payment sessions of a filter as CSV */
    get: {
      parameters: { query?: {
        "provider"?: string
        "status"?: "processing" | "paid" | "cancelled"
        "reference"?: string
        "provider_id"?: string
        "source_id"?: string
        "live"?: boolean
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/csv": string } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payments/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One payment session, its charges and its history */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": (components["schemas"]["Payment"] & {
            /** What became of each event, in the order applied; refused ones too. */
            "history": (components["schemas"]["HistoryEntry"])[]
            /** True where only the newest 1000 entries are shown. */
            "history_truncated": boolean
          } & {
            "poll": ({
              "next_at": (string | null)
              "asked_at": (string | null)
              "tries": number
              "finding": (string | null)
              "detail": (string | null)
            } | null)
          }) } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List received requests */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "state"?: "received" | "settled" | "quarantined" | "unrecognised"
        "source_id"?: string
        "wire_event"?: string
        "received_from"?: string
        "received_to"?: string
        "import_id"?: string
        "read"?: boolean
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["ListedMessage"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One received request, with its headers; its body needs the scope `raw` */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeMessage"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages/{id}/release": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Settle a quarantined request that verifies with today's secrets */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** For the audit log. */
            "reason"?: string
            /** On your word, though it does not verify with today's secrets. */
            "force"?: boolean
          } } }
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Message"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages/{id}/reprocess": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Settle an unrecognised request once more */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** For the audit log. */
            "reason"?: string
          } } }
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Message"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages/{id}/verify": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Would it verify with today's secrets? Changes nothing */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["VerdictToday"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages/{id}/reveal": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** The exact bytes of a request; that they were looked at is kept in the audit log */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["RevealedBody"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/messages/release": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Settle all quarantined requests that verify with today's secrets */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "source_id"?: string
            "after"?: string
            "dry_run"?: boolean
            /** For the audit log. */
            "reason"?: string
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["QuarantineCheck"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/imports": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List imports */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "source_id"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Import"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Begin an import of saved webhooks, or find the one of the same fingerprint */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "source_id": string
            "name": string
            /** Who brings the same again goes on where the first stopped. */
            "fingerprint": string
            /** Tell endpoints what it says. */
            "deliver"?: boolean
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Import"] } }
        201: { headers: {}; content: { "application/json": components["schemas"]["Import"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/imports/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One import and how far it has come */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Import"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/imports/{id}/finish": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Say that nothing more is to come; what comes all the same is still taken */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Import"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/payouts/{id}/evidence": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Everything that is known of one payout, with the exact bytes, as a ZIP archive */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/zip": string } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/endpoints": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List endpoints */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Endpoint"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Register an endpoint; it must answer a test event with HTTP 200 */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "url": string
            "description"?: (string | null)
            /** `*`, `payout.*`, `payout.paid`, …; all where it is not given. */
            "event_types"?: (string)[]
            /** `payout`: the events of one payout, batch or payment arrive by their sequence. Not of raw. */
            "ordering"?: "none" | "payout"
            "settings"?: {
              /** For a whole attempt. By default what the dialect waits. */
              "timeout_ms"?: number
              /** Attempts at the same time; 32 by default. */
              "concurrency"?: number
              /** Attempts begun per second; no limit by default. */
              "rate_per_second"?: number
              /** By default the dialect's own. */
              "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
              /** Instead of a schedule: the wait after each failed try. */
              "retry_delays_ms"?: (number)[]
              /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
              "disable_after_hours"?: number
              /** Only what these sources tell. By default all of the merchant's. */
              "source_ids"?: (string)[]
              /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
              "form"?: string
              /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
              "account"?: string
              /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
              "include_presumed"?: boolean
              /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
              "reversal_as_failed"?: boolean
              /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
              "retry_refusals"?: boolean
              /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
              "require_accepted_body"?: boolean
            }
            "basic"?: ({
              "username": string
              "password": string
            } | null)
            /** How it is told. `paidout`: our own bodies under the headers of Standard Webhooks. `pivot`, `xendit`, `adyen`: events of every provider as that provider's own webhooks, for a handler that is written for it. `raw`: every request that a provider sent as it came, bytes, headers and credentials, once and also where Paidout ignores it or does not understand it; a credential that is no secret of the source is left out. A raw endpoint is tested by a sample of its provider where all its sources are of one, else by a small JSON with `endpoint.test`. */
            "dialect"?: string
            "version"?: string
            /** What your handler knows already: by default a new one is made. */
            "secret"?: string
          } } }
      responses: {
        200: { headers: {}; content: { "application/x-ndjson": components["schemas"]["TestLine"] } }
        201: { headers: {}; content: { "application/json": components["schemas"]["NewEndpoint"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/endpoints/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One endpoint */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Endpoint"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    /** Delete an endpoint; what waits for it is discarded */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    /** Change an endpoint; a new URL is tested like a registration */
    patch: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "url"?: string
            "description"?: (string | null)
            /** `*`, `payout.*`, `payout.paid`, …; all where it is not given. */
            "event_types"?: (string)[]
            /** `payout`: the events of one payout, batch or payment arrive by their sequence. Not of raw. */
            "ordering"?: "none" | "payout"
            "settings"?: {
              /** For a whole attempt. By default what the dialect waits. */
              "timeout_ms"?: number
              /** Attempts at the same time; 32 by default. */
              "concurrency"?: number
              /** Attempts begun per second; no limit by default. */
              "rate_per_second"?: number
              /** By default the dialect's own. */
              "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
              /** Instead of a schedule: the wait after each failed try. */
              "retry_delays_ms"?: (number)[]
              /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
              "disable_after_hours"?: number
              /** Only what these sources tell. By default all of the merchant's. */
              "source_ids"?: (string)[]
              /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
              "form"?: string
              /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
              "account"?: string
              /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
              "include_presumed"?: boolean
              /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
              "reversal_as_failed"?: boolean
              /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
              "retry_refusals"?: boolean
              /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
              "require_accepted_body"?: boolean
            }
            "basic"?: ({
              "username": string
              "password": string
            } | null)
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Endpoint"]; "application/x-ndjson": components["schemas"]["TestLine"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    trace?: never
  }
  "/v1/endpoints/{id}/test": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send the test event and tell what came back */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["TestAnswer"]; "application/x-ndjson": components["schemas"]["TestLine"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/endpoints/{id}/enable": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Enable a disabled endpoint; what waits for it is sent */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Endpoint"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/endpoints/{id}/disable": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Disable an endpoint; what waits for it goes on waiting */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Endpoint"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/endpoints/{id}/rotate-secret": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Change over to another secret; for 24 hours the one before works too */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** The new one; by default one is made. */
            "secret"?: string
            /** How long those before it go on; 24 by default. 0 ends them at once: for a secret that leaked. */
            "overlap_hours"?: number
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["NewEndpoint"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/deliveries": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List deliveries */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "endpoint_id"?: string
        "event_id"?: string
        "payout_id"?: string
        "message_id"?: string
        "state"?: "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
        "type"?: string
        "cause"?: "timeout" | "dns" | "address_refused" | "connection_refused" | "connection_reset" | "unreachable" | "tls" | "status" | "redirect" | "gone" | "not_acknowledged" | "protocol" | "response_too_large" | "network" | "unreadable"
        "answer"?: "2xx" | "3xx" | "4xx" | "5xx" | "none"
        "dialect"?: string
        "created_after"?: string
        "created_before"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["ListedDelivery"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/deliveries/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One delivery and its attempts */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeDelivery"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/deliveries/{id}/reveal": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** The exact bytes of what it sends; the audit log keeps that they were looked at */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["RevealedBody"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/deliveries/{id}/resend": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send a delivery again under the same webhook-id, whatever became of it */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Delivery"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/deliveries/resend": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send all deliveries of a filter again, in the background; dry_run only counts them */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "filter": {
              "endpoint_id"?: string
              /** One or several. What is queued or retrying is sent by itself. */
              "state"?: ("exhausted" | "missed" | "discarded" | "delivered" | ("exhausted" | "missed" | "discarded" | "delivered")[])
              /** Exhausted, missed or discarded. */
              "never_delivered"?: true
              /** `payout.paid`, `payout.*`, …; `message` for requests handed on as they came. */
              "type"?: (string | (string)[])
              "cause"?: "timeout" | "dns" | "address_refused" | "connection_refused" | "connection_reset" | "unreachable" | "tls" | "status" | "redirect" | "gone" | "not_acknowledged" | "protocol" | "response_too_large" | "network" | "unreadable"
              "answer"?: "2xx" | "3xx" | "4xx" | "5xx" | "none"
              "dialect"?: string
              /** These and no other; beside it only `state` or `never_delivered`. */
              "delivery_ids"?: (string)[]
              "payout_id"?: string
              "event_id"?: string
              /** At this time or later. */
              "created_after"?: string
              /** Before this time. */
              "created_before"?: string
            }
            "dry_run"?: boolean
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["ResendCount"] } }
        202: { headers: {}; content: { "application/json": components["schemas"]["Resend"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/endpoints/{id}/resend-missed": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send everything that this endpoint never got, in the background */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Resend"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/resends": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List resends of many deliveries */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "state"?: "running" | "done" | "cancelled"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Resend"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/resends/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One resend and how far it has come */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Resend"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/resends/{id}/cancel": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Cancel a resend: what still waits is what it was before */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Resend"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/reconciliations": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List reconciliations */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "source_id"?: string
        "day"?: string
        "state"?: "running" | "done" | "cancelled"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Reconciliation"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Hold a day of a source against its provider, in the background */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "source_id": string
            /** A UTC day, of the payouts' creation. */
            "day": string
            /** What the provider's dashboard exports of the day, where its API has no list. A row needs a provider_id or a reference. */
            "statement"?: ({
              "provider_id"?: (string | null)
              "reference"?: (string | null)
              /** In main units: 10000.00. */
              "amount": string
              "currency": string
              "status"?: (string | null)
            })[]
          } } }
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Reconciliation"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/reconciliations/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One reconciliation and how far it has come */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Reconciliation"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/reconciliations/{id}/findings": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What a reconciliation found */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "kind"?: "missing_here" | "missing_there" | "different_amount" | "different_status" | "not_checked"
      }; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["ReconciliationFinding"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/reconciliations/{id}/report.csv": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** All findings as CSV */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/csv": unknown } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/reconciliations/{id}/sums.csv": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Sums by currency and status as CSV */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/csv": unknown } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/reconciliations/{id}/cancel": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Cancel a reconciliation: what it found so far stays */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["Reconciliation"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/attention": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List attention items; open ones where `state` is not given */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "state"?: "open" | "closed" | "all"
        "kind"?: string
        "subject_id"?: string
        "source_id"?: string
        "assignee"?: string
        "snoozed"?: "all" | "hide" | "only"
        "order"?: "newest" | "oldest"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["AttentionItem"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/attention/counts": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** How many attention items are open, by kind */
    get: {
      parameters: { query?: {
        "assignee"?: string
        "snoozed"?: "all" | "hide" | "only"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["AttentionCounts"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/attention/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One attention item, and what can be done about it */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["AttentionItem"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/attention/{id}/{action}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Act on an attention item: one of its `actions` */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
        "action": string
      }; cookie?: never }
      requestBody: { content: { "application/json": ({
            /** Why; kept in the audit log, and in the history of what changes. */
            "reason"?: string
          } | null) } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["ActedOnAttention"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/attention/{id}/assignee": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    /** Say who looks after an attention item */
    put: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "assignee": (string | null)
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["AttentionItem"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/attention/{id}/snooze": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    /** Say until when an attention item may wait */
    put: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "until": (string | null)
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["AttentionItem"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/find": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Find anything by its exact id, a provider's id, a reference or a webhook-id */
    get: {
      parameters: { query: {
        "q": string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["FoundThing"])[]
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/health-report": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** The report as it would be mailed, of the current window of 6 hours by default */
    get: {
      parameters: { query?: {
        "from"?: string
        "to"?: string
        "format"?: "json" | "text" | "html"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["HealthReport"]; "text/plain": string; "text/html": string } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/health-report/settings": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Who gets the mails, when, and how the last one fared */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["HealthMail"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    /** Set who gets the mails, and when */
    put: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            /** Empty: no mail. */
            "recipients": (string)[]
            /** When the report is sent: `needed` only where there is something to say. That an endpoint was disabled is always told. */
            "when"?: "needed" | "always" | "never"
            /** A payout that is not final and was silent for so long is stuck. */
            "stuck_after_hours"?: number
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["HealthMail"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/health-report/send-test": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send a test mail now and tell what the mail server answered */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["TestMail"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/me": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Who calls, and what he may do */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Me"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    /** Change your own name; people only */
    patch: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "name": string
          } } }
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    trace?: never
  }
  "/v1/me/merchant": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Act for another merchant whose member you are; people only */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "merchant_id": string
          } } }
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/actors": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** The names behind `per_…` and `key_…`, for who reads histories */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Actor"])[]
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/members": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Who is a member of the merchant */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Member"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/members/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    post?: never
    /** Remove a member */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    /** Give a member another role */
    patch: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "role": "owner" | "operator" | "viewer"
          } } }
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    trace?: never
  }
  "/v1/audit": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Who changed what */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "actor"?: string
        "action"?: string
        "object"?: string
        "from"?: string
        "to"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["AuditEntry"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/audit.csv": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Who changed what, as CSV */
    get: {
      parameters: { query?: {
        "actor"?: string
        "action"?: string
        "object"?: string
        "from"?: string
        "to"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/csv": string } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/invitations": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List the links to join that are open */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["Invitation"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** A link that makes its holder a member; it is shown this once */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "role": "owner" | "operator" | "viewer"
            "email"?: string
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": components["schemas"]["NewInvitation"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/invitations/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    post?: never
    /** Withdraw a link */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/merchant": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** The merchant of this API key */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Merchant"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/merchants": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Another merchant, with a first API key that is shown this once */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "name": string
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": {
            "merchant": components["schemas"]["Merchant"]
            "api_key": components["schemas"]["NewApiKey"]
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/api-keys": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List API keys, revoked ones too */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["ApiKey"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Another API key; it is shown this once */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "name": string
            "scopes": ("read" | "write" | "raw" | "admin")[]
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": components["schemas"]["NewApiKey"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/api-keys/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    post?: never
    /** Revoke an API key */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/overview": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** How payouts stand and move, and how each source and endpoint does */
    get: {
      parameters: { query?: {
        "range"?: "1h" | "24h" | "7d" | "30d"
        "from"?: string
        "to"?: string
        "mode"?: "live" | "test" | "sandbox"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["Overview"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/changes": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What changes, as a stream of server-sent events */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "text/event-stream": unknown } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List accounts at simulated providers */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "provider"?: string
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxAccount"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** An account at a simulated provider, by default connected to a source of its own */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "provider": string
            "name"?: string
            "settings"?: Record<string, unknown>
            /** Decides every misbehaviour: the same seed and the same calls give the same story. */
            "seed"?: number
            /** Also make a source of this hub that gets all webhooks of the account. */
            "connect"?: boolean
            /** How they are sent to that source, e.g. `form`. */
            "callback_settings"?: {
              /** For a whole attempt. By default what the dialect waits. */
              "timeout_ms"?: number
              /** Attempts at the same time; 32 by default. */
              "concurrency"?: number
              /** Attempts begun per second; no limit by default. */
              "rate_per_second"?: number
              /** By default the dialect's own. */
              "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
              /** Instead of a schedule: the wait after each failed try. */
              "retry_delays_ms"?: (number)[]
              /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
              "disable_after_hours"?: number
              /** Only what these sources tell. By default all of the merchant's. */
              "source_ids"?: (string)[]
              /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
              "form"?: string
              /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
              "account"?: string
              /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
              "include_presumed"?: boolean
              /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
              "reversal_as_failed"?: boolean
              /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
              "retry_refusals"?: boolean
              /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
              "require_accepted_body"?: boolean
            }
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxAccount"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One account: how to reach it, what it has to spend, where its webhooks go */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxAccount"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    /** Delete an account with all that it holds; its source stays */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    /** Change an account: how its provider behaves and what goes wrong */
    patch: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "name"?: string
            /** Decides every misbehaviour: the same seed and the same calls give the same story. */
            "seed"?: number
            /** Changes those that are named; null gives one its default again. */
            "settings"?: Record<string, unknown>
            "misbehaviour"?: {
              "duplicate"?: (number | null)
              "delay"?: (number | null)
              "delay_seconds_max"?: (number | null)
              "reorder"?: (number | null)
              "reorder_seconds"?: (number | null)
              "drop"?: (number | null)
              "wrong_token"?: (number | null)
              "truncate"?: (number | null)
              "wrong_amount"?: (number | null)
              "failed_after_succeeded"?: (number | null)
              "reverse"?: (number | null)
              "reverse_after_seconds"?: (number | null)
              "api_down"?: (number | null)
              "api_slow"?: (number | null)
              "api_slow_ms"?: (number | null)
            }
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxAccount"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/things": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What an account holds at its provider: payouts, batches, payments, … */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "kind"?: string
        "status"?: string
        "parent"?: string
        "reference"?: string
      }; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxThing"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/things/{kind}/{name}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One of the things that an account holds */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
        "kind": string
        "name": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxThing"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/actions": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What a person may do at the provider's dashboard */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxAction"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/actions/{action}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Do something at the provider's dashboard */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
        "action": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "args"?: Record<string, unknown>
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxActionResult"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/story": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What has happened at a simulated provider, newest first */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "thing"?: string
        "run"?: string
        "after"?: string
      }; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxStoryLine"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/callbacks": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Where an account's webhooks go */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxCallback"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Register a URL; it must answer the provider's test call as that provider demands */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** Which webhooks; by default those of the provider's main product. */
            "product"?: string
            "url": string
            /** What your handler knows already. By default a new one; where the provider has one for all of an account's webhooks, the one that the others carry. */
            "secret"?: string
            "settings"?: {
              /** For a whole attempt. By default what the dialect waits. */
              "timeout_ms"?: number
              /** Attempts at the same time; 32 by default. */
              "concurrency"?: number
              /** Attempts begun per second; no limit by default. */
              "rate_per_second"?: number
              /** By default the dialect's own. */
              "retry_schedule"?: "default" | "pivot" | "xendit" | "adyen"
              /** Instead of a schedule: the wait after each failed try. */
              "retry_delays_ms"?: (number)[]
              /** Hours of nothing but failure until it is disabled; 120 by default, 0: never. */
              "disable_after_hours"?: number
              /** Only what these sources tell. By default all of the merchant's. */
              "source_ids"?: (string)[]
              /** Which form of the dialect's body: see `forms` of the refusal. By default the dialect's first. */
              "form"?: string
              /** pivot, xendit, adyen: the merchant account that is named. By default the one that the event names. */
              "account"?: string
              /** pivot, xendit, adyen: tell what is only presumed (`certainty`) as if the provider had said it. By default it is not told: these formats cannot say the difference. */
              "include_presumed"?: boolean
              /** pivot: tell a reversal as PAYOUT.FAILED. Pivot has no word for money that came back, so by default a reversal is not told. */
              "reversal_as_failed"?: boolean
              /** pivot: also try 3xx and 4xx again. By default as Pivot does it: only 5xx, 408, 429 and no answer. */
              "retry_refusals"?: boolean
              /** adyen: only the body `[accepted]` is an acknowledgement. By default any 2xx is. */
              "require_accepted_body"?: boolean
            }
            "basic"?: ({
              "username": string
              "password": string
            } | null)
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": components["schemas"]["NewSandboxCallback"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/callbacks/{callback_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    post?: never
    /** Send no more webhooks to a URL; what waits for it is discarded */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
        "callback_id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/webhooks": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What an account has sent, newest first */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "state"?: "queued" | "retrying" | "delivered" | "exhausted" | "discarded" | "missed"
        "kind"?: string
        "thing"?: string
      }; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxWebhook"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/webhooks/{webhook_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One webhook and its attempts */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
        "webhook_id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxWebhook"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/accounts/{id}/webhooks/{webhook_id}/resend": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Send a webhook again, whatever became of it; also one that was swallowed */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
        "webhook_id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxWebhook"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/echo": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List receivers */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxEcho"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Make a receiver: a URL that keeps what it is sent and answers as you say */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "name"?: string
            "answer"?: {
              "status"?: number
              /** How long it waits with its answer. */
              "delay_ms"?: number
              "body"?: string
            }
          } } }
      responses: {
        201: { headers: {}; content: { "application/json": components["schemas"]["SandboxEcho"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/echo/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One receiver and what it answers */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxEcho"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    /** Say what a receiver answers from now on */
    put: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            "name": string
            "answer": {
              "status": number
              /** How long it waits with its answer. */
              "delay_ms": number
              "body": string
            }
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxEcho"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    post?: never
    /** Delete a receiver with all that it was sent */
    delete: {
      parameters: { query?: never; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        204: { headers: {}; content?: never }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/echo/{id}/requests": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What a receiver was sent, newest first: the last 100, for a week */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
      }; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxEchoRequest"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/echo/{id}/requests/{request_id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One request with its headers; its body needs the scope `raw` */
    get: {
      parameters: { query?: never; header?: never; path: {
        "id": string
        "request_id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxEchoRequest"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/health-mail": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** Who gets the simulated providers' mails on their webhooks, and when */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["HealthMail"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    /** Set who gets the simulated providers' mails on their webhooks, and when */
    put: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            /** Empty: no mail. */
            "recipients": (string)[]
            /** When the report is sent: `needed` only where there is something to say. That an endpoint was disabled is always told. */
            "when"?: "needed" | "always" | "never"
            /** A payout that is not final and was silent for so long is stuck. */
            "stuck_after_hours"?: number
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["HealthMail"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/clock": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** What time it is here, how far that is ahead, and when something happens next */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxClock"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    /** Move the clock ahead; retries, payouts and mails on the way happen as they would */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path?: never; cookie?: never }
      requestBody: { content: { "application/json": {
            "advance_seconds"?: number
            /** 24h, 1d12h, P7D, … */
            "advance"?: string
            "to"?: string
          } } }
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxClockWalk"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/scenarios": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List scenarios and what each shows */
    get: {
      parameters: { query?: never; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxScenario"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/scenarios/{name}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Play a scenario; an account plays one at a time */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "name": string
      }; cookie?: never }
      requestBody: { content: { "application/json": {
            /** Which account plays it. */
            "account_id"?: string
            /** Instead of `account_id`: your first account at this provider. */
            "provider"?: string
            /** Decides every misbehaviour: the same seed and the same calls give the same story. */
            "seed"?: number
            "count"?: number
            /** Of each payout, in the provider's first currency: IDR, at Adyen EUR. */
            "amount"?: string
          } } }
      responses: {
        202: { headers: {}; content: { "application/json": components["schemas"]["SandboxRun"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/runs": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** List runs of scenarios */
    get: {
      parameters: { query?: {
        "limit"?: number
        "cursor"?: string
        "account_id"?: string
        "state"?: "running" | "done" | "failed" | "cancelled"
      }; header?: never; path?: never; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": {
            "data": (components["schemas"]["SandboxRun"])[]
            /** Send it as `cursor` for the next page; null on the last one. */
            "next_cursor": (string | null)
          } } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/runs/{id}": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    /** One run: how far it is, what it made and what happened */
    get: {
      parameters: { query?: {
        "story_after"?: string
      }; header?: never; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["WholeSandboxRun"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    put?: never
    post?: never
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/sandbox/runs/{id}/cancel": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Cancel a run: what it made goes on, without what went wrong */
    post: {
      parameters: { query?: never; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["SandboxRun"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
  "/v1/imports/{id}/messages": {
    parameters: { query?: never; header?: never; path?: never; cookie?: never }
    get?: never
    put?: never
    /** Take the next lines of an import, at most 1000; again changes nothing */
    post: {
      parameters: { query: {
        "from": number
      }; header?: {
        "idempotency-key"?: string
      }; path: {
        "id": string
      }; cookie?: never }
      requestBody?: never
      responses: {
        200: { headers: {}; content: { "application/json": components["schemas"]["TakenImport"] } }
        default: { headers: {}; content: { "application/problem+json": components["schemas"]["Problem"] } }
      }
    }
    delete?: never
    options?: never
    head?: never
    patch?: never
    trace?: never
  }
}
