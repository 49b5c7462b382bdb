// Named places where a test may break the program, to prove that what should hold does, and that its breaking is seen.
// A release build contains neither the places nor their names.
//
// `SHANHAI_FAILPOINT("orders.placement.before_commit");`: the environment `SHANHAI_KILL_AT=<name>:<n>` ends the process
// with SIGKILL at the n-th passage of that point.
// `if (SHANHAI_PLANTED_BUG("orders.double_release")) ...`: a known mistake, made only where the environment says
// `SHANHAI_PLANT=<name>`; the tests must then fail.
#pragma once

#ifdef NDEBUG
#define SHANHAI_FAILPOINT(name) ((void)0)
#define SHANHAI_PLANTED_BUG(name) false
#else
#define SHANHAI_FAILPOINT(name) ::shanhai::pass_failpoint(name)
#define SHANHAI_PLANTED_BUG(name) ::shanhai::is_planted(name)
#endif

namespace shanhai {

void pass_failpoint(const char* name);
bool is_planted(const char* name);

}  // namespace shanhai
