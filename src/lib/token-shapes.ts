/**
 * Shapes of credentials that were never configured here, for text that others wrote. The scheme word goes too.
 * Sources: the providers' own documentation of their token prefixes; RFC 7519 for the JWT.
 */
export const TOKEN_SHAPES = new RegExp(
  [
    '\\bbearer(?:\\s|%20|\\+)+[\\w.~+/=,%-]*',
    // `FlyV1 fm2_…` is an example and no token: nothing stands between the prefix and the ellipsis.
    '\\bflyv1(?:\\s|%20|\\+)+(?!(?:fm1r_|fm1a_|fm2_)…)[\\w.~+/=,%-]{4,}',
    // A digit or padding tells an encoded user and password from an ordinary word.
    '\\bbasic(?:\\s|%20|\\+)+(?=[\\w+/]*[\\d=])[\\w+/]{8,}={0,2}',
    '\\beyJ[\\w-]{8,}\\.[\\w-]{4,}(?:\\.[\\w-]*)?',
    '\\b(?:gh[pousr]_|github_pat_)[\\w-]*',
    '\\b(?:glpat-|sntry[aisu]_|sb_(?:publishable|secret)_|sbp_|(?:sk|rk|pk)_(?:live|test)_|xox[abeoprs]-|xapp-|napi_|dop_v1_|lin_api_|hvs\\.|vc[aikpr]_|pscale_tkn_)[\\w-]{6,}',
    '\\b(?:npm_|nfp_|rnd_|re_|sk-)[\\w-]{16,}',
    '\\bdp\\.(?:st|sa|said|pt|ct|scim|audit)\\.[\\w.-]{6,}',
    '\\b(?:fm1r_|fm1a_|fm2_|fo1_)[\\w+/=-]{6,}',
    '\\bSG\\.[\\w-]{8,}\\.[\\w-]{8,}',
    '\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b',
    '-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(?:-----END [A-Z ]*PRIVATE KEY-----)?',
  ].join('|'),
  'gi',
);
