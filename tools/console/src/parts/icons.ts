// Line icons, 24 × 24, as path data.
export const icons = {
  stream: "M4 6h16M4 12h16M4 18h10",
  rules: "M5 4h10l4 4v12H5zM9 12h6M9 16h6",
  search: "M17 11a6 6 0 1 1-12 0 6 6 0 0 1 12 0ZM20 20l-4.500-4.500",
  answers: "M9 6l-5 5 5 5M4 11h10a6 6 0 0 1 6 6v2",
  sources: "M14 12a2 2 0 1 1-4 0 2 2 0 0 1 4 0ZM7 7a7 7 0 0 0 0 10M17 7a7 7 0 0 1 0 10M4 4a11 11 0 0 0 0 16M20 4a11 11 0 0 1 0 16",
  health: "M3 12h4l3-7 4 14 3-7h4",
  admin: "M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8ZM4 21c0-4 3.500-6 8-6s8 2 8 6",
  columns: "M4 5h4v14H4zM10 5h4v14h-4zM16 5h4v14h-4z",
  list: "M4 5h16v4H4zM4 12h16v4H4z",
  close: "M6 6l12 12M18 6 6 18",
  back: "M15 5l-7 7 7 7",
  pause: "M9 5v14M15 5v14",
  play: "M8 5v14l11-7z",
  star: "M12 4l2.500 5.200 5.500.7-4 3.900 1 5.700-5-2.800-5 2.800 1-5.700-4-3.900 5.500-.7z",
  out: "M14 4h6v6M20 4l-9 9M18 14v6H4V6h6",
  gear: "M4 7h10M18 7h2M4 17h2M10 17h10M16 5v4M8 15v4",
  bell: "M6 17V11a6 6 0 0 1 12 0v6l1.500 2h-15zM10 21h4",
} as const;
export type IconName = keyof typeof icons;
