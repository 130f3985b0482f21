// Sets the theme that was chosen, before anything is painted. The page itself reads the rest (src/settings/settings.ts).
try {
  const { theme, leftHanded } = JSON.parse(localStorage.getItem('settings') ?? '{}');
  if (theme === 'light' || theme === 'dark') document.documentElement.dataset.theme = theme;
  if (leftHanded === true) document.documentElement.dataset.hand = 'left';
} catch {
  // Nothing is stored, or nothing may be: the page is as the system is.
}
