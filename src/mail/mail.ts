/** What a person reads. `subject` is one line. */
export interface WrittenMail {
  readonly subject: string
  readonly text: string
  readonly html: string
}
