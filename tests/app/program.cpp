#include "tests/app/program.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <stdexcept>

#include "tests/support/temporary_folder.h"

namespace everyword::testing {

namespace {

[[noreturn]] void becomeEveryword(const std::vector<std::string> &arguments,
                                  const std::string &folder, int out, const std::string &errFile) {
  std::vector<char *> argv = {const_cast<char *>(EVERYWORD_BINARY)};
  for (const std::string &argument : arguments) {
    argv.push_back(const_cast<char *>(argument.c_str()));
  }
  argv.push_back(nullptr);
  const int err = ::open(errFile.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  const int null = ::open("/dev/null", O_RDONLY);
  ::dup2(null, STDIN_FILENO);
  ::dup2(out, STDOUT_FILENO);
  ::dup2(err, STDERR_FILENO);
  ::close(out);
  if (::chdir(folder.c_str()) == 0) {
    ::execv(EVERYWORD_BINARY, argv.data());
  }
  ::_exit(127);
}

}  // namespace

ProgramResult runEveryword(const std::vector<std::string> &arguments, const std::string &folder,
                           const std::function<void(const std::string &, int)> &watch) {
  ::setenv("EVERYWORD_RESOURCES", EVERYWORD_SOURCE_DIR "/resources", 1);
  ::setenv("OMP_NUM_THREADS", "1", 1);
  int ends[2];
  if (::pipe2(ends, O_CLOEXEC) != 0) {
    throw std::runtime_error("no pipe");
  }
  const TemporaryFolder errors;
  const std::string errFile = errors.write("stderr", "");
  const pid_t process = ::fork();
  if (process == 0) {
    becomeEveryword(arguments, folder, ends[1], errFile);
  }
  ::close(ends[1]);
  ProgramResult result;
  char block[4096];
  for (ssize_t count; (count = ::read(ends[0], block, sizeof block)) > 0;) {
    result.out.append(block, static_cast<std::size_t>(count));
    if (watch) {
      watch(result.out, process);
    }
  }
  ::close(ends[0]);
  int status = 0;
  ::waitpid(process, &status, 0);
  result.exitCode = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  result.err = readAll(errFile);
  return result;
}

std::string starterPack() { return EVERYWORD_SOURCE_DIR "/resources/starter"; }

}  // namespace everyword::testing
