/** Why a test that needs the rights of an administrator cannot be tried here, if so. */
export function asRoot(): false | string {
  return process.getuid?.() === 0 ? false : 'needs to be root'
}
