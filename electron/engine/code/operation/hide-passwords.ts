/**
 * Text without the names and passwords in addresses of the web, where a name alone may be a token, and without what comes
 * behind their question mark. That `git@host` is whom to ask there stays.
 */
export function hidePasswords(text: string): string {
  return text.replaceAll(/\b((?:https?|ftps?):\/\/)(?:[^\s/'"<>]*@)?([^\s'"<>?]*)(\?[^\s'"<>]*)?/gi, "$1$2");
}
