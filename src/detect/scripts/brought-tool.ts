/** `$(get_istioctl 1.22.2)`: a function of a script that is given a version and prints where the tool of it is. */
export const BROUGHT_TOOL =
  /^\$\(\w{0,40}istioctl\w{0,40}[ \t]{1,9}["']?v?(\d{1,4}\.\d{1,4}\.\d{1,4}[\w.+-]{0,60})["']?\)$/i;
