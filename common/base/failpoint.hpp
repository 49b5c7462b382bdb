// Named points where a test may kill the process, to prove that nothing acknowledged is lost.
//
// `SHANHAI_FAILPOINT("orders.placement.before_commit");` does nothing in a release build. In a development build the
// environment `SHANHAI_KILL_AT=<name>:<n>` ends the process with SIGKILL at the n-th passage of that point.
#pragma once

#ifdef NDEBUG
#define SHANHAI_FAILPOINT(name) ((void)0)
#else
#define SHANHAI_FAILPOINT(name) ::shanhai::pass_failpoint(name)
#endif

namespace shanhai {

void pass_failpoint(const char* name);

}  // namespace shanhai
