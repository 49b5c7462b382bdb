// The page's style sheet. Its hash stands in the Content-Security-Policy.
#pragma once

#include <string_view>

namespace shanhai::traceability {

inline constexpr std::string_view kPageStyle = R"css(
:root{color-scheme:light dark;--ground:#f4f6f1;--card:#fff;--ink:#1d2620;--quiet:#5d6a60;--line:#dfe5da;--leaf:#2f6b3c;--leaf-ink:#fff;
--good:#2f6b3c;--bad:#a3261d;--bad-ground:#fdecea}
@media (prefers-color-scheme:dark){:root{--ground:#121713;--card:#1b221d;--ink:#e6ece4;--quiet:#9aa89d;--line:#2c352e;--leaf:#21492c;
--leaf-ink:#f2f7f1;--good:#79c98d;--bad:#ff8f86;--bad-ground:#3a1b19}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);line-height:1.6;
font-family:system-ui,-apple-system,"PingFang SC","Hiragino Sans GB","Microsoft YaHei","Noto Sans CJK SC","Noto Sans SC",sans-serif}
header{background:var(--leaf);color:var(--leaf-ink);padding:1.5rem 1rem 2.5rem}
header>div{max-width:44rem;margin:0 auto}
main,footer{width:calc(100% - 2rem);max-width:44rem;margin:0 auto}
header p{margin:0;opacity:.92}
header .top{display:flex;justify-content:space-between;gap:1rem;font-size:.875rem;margin-bottom:1rem}
header a{color:inherit}
h1{font-size:1.6rem;line-height:1.3;margin:0 0 .25rem}
h2{font-size:1.05rem;margin:0 0 .75rem}
main{margin-top:-1.5rem}
section{background:var(--card);border:1px solid var(--line);border-radius:.75rem;padding:1rem 1.1rem;margin:0 0 1rem}
.notice{background:var(--bad-ground);border-color:var(--bad);color:var(--bad);font-weight:600}
.notice p{margin:0}
dl{display:grid;grid-template-columns:repeat(auto-fit,minmax(10rem,1fr));gap:.9rem 1.25rem;margin:0}
dt{color:var(--quiet);font-size:.8125rem}
dd{margin:0;overflow-wrap:anywhere}
ol{list-style:none;margin:0;padding:0}
ol li{position:relative;padding:0 0 1.1rem 1.5rem;border-left:2px solid var(--line);margin-left:.4rem}
ol li:last-child{padding-bottom:0;border-left-color:transparent}
ol li::before{content:"";position:absolute;left:-.45rem;top:.45rem;width:.75rem;height:.75rem;border-radius:50%;background:var(--good)}
ol .what{font-weight:600}
ol .where,.quiet{color:var(--quiet);font-size:.875rem}
table{border-collapse:collapse;width:100%;font-size:.9rem;margin:.5rem 0 0}
th,td{text-align:left;padding:.35rem .75rem .35rem 0;border-top:1px solid var(--line);overflow-wrap:anywhere}
th{color:var(--quiet);font-weight:500}
.pass{color:var(--good);font-weight:600}
.fail{color:var(--bad);font-weight:600}
.hash{font-family:ui-monospace,monospace;font-size:.75rem;overflow-wrap:anywhere;color:var(--quiet)}
article+article{margin-top:1.25rem;padding-top:1rem;border-top:1px solid var(--line)}
article p,section>p{margin:.15rem 0}
blockquote{margin:.5rem 0;padding-left:.9rem;border-left:3px solid var(--good)}
footer{padding:0 0 2.5rem;color:var(--quiet);font-size:.8125rem}
footer a{color:inherit}
@media print{header{background:none;color:inherit;padding-bottom:1rem}main{margin-top:0}section{break-inside:avoid}}
)css";

}  // namespace shanhai::traceability
