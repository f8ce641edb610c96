import type { Pagination } from "./envelope.ts"
import { fieldFormatInvalid } from "./errors.ts"
import { Refusal } from "./refusal.ts"

const PER_PAGE = 20
const PER_PAGE_MAX = 100

/** `?page=&perPage=`, from 1. @throws Refusal */
export function pageOf<Item>(
  all: readonly Item[],
  query: URLSearchParams,
): { readonly items: readonly Item[]; readonly pagination: Pagination } {
  const page = countIn(query, "page", { fallback: 1, max: 1_000_000 })
  const perPage = countIn(query, "perPage", { fallback: PER_PAGE, max: PER_PAGE_MAX })
  const first = (page - 1) * perPage
  const totalPages = Math.ceil(all.length / perPage)
  return {
    items: all.slice(first, first + perPage),
    pagination: { page, perPage, totalItems: all.length, totalPages },
  }
}

function countIn(
  query: URLSearchParams,
  name: string,
  { fallback, max }: { readonly fallback: number; readonly max: number },
): number {
  const text = query.get(name)
  if (text === null) return fallback
  const count = /^[1-9]\d{0,6}$/.test(text) ? Number(text) : 0
  if (count < 1 || count > max) throw new Refusal(fieldFormatInvalid(name))
  return count
}
