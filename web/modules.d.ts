declare module 'swagger-ui-dist/swagger-ui-es-bundle.js' {
  const start: (options: Record<string, unknown>) => void
  export default start
}

/** The version of the papers as WebAssembly, see vite.mobile.ts. */
declare const __PAPER__: string
