declare module "*.woff2" {
  /** Where the built file is. */
  const url: string;
  export default url;
}
