export const lab = {
  title: "Sandbox",
}
