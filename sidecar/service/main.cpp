/** presgen-avatar --data FOLDER [--port N] [--renderer PROGRAM]: the rendering program's HTTP service. */
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "routes.h"

namespace {
struct Options {
  std::string data, renderer;
  int port = 0;
  std::size_t queue_max = 16;
  long stall_ms = 60'000;
};

Options options_of(int argc, char** argv) {
  Options options;
  options.renderer = (std::filesystem::path(argv[0]).parent_path() / "presgen-avatar-render").string();
  if (const char* renderer = std::getenv("AVATAR_RENDERER")) options.renderer = renderer;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i], value = argv[i + 1];
    if (name == "--data") options.data = value;
    else if (name == "--renderer") options.renderer = value;
    else if (name == "--port") options.port = std::atoi(value.c_str());
    else if (name == "--queue") options.queue_max = std::strtoul(value.c_str(), nullptr, 10);
    else if (name == "--stall-ms") options.stall_ms = std::strtol(value.c_str(), nullptr, 10);
  }
  return options;
}
}  // namespace

int main(int argc, char** argv) {
  const Options options = options_of(argc, argv);
  const char* given = std::getenv("AVATAR_TOKEN");
  const std::string token = given ? given : "";
  // The renderer has no business with it.
  unsetenv("AVATAR_TOKEN");
  if (options.data.empty() || token.empty()) {
    std::fputs("usage: AVATAR_TOKEN=SECRET presgen-avatar --data FOLDER [--port N] [--renderer PROGRAM]\n", stderr);
    return 2;
  }
  sigset_t ends;
  sigemptyset(&ends);
  for (const int signal : {SIGTERM, SIGINT}) sigaddset(&ends, signal);
  pthread_sigmask(SIG_BLOCK, &ends, nullptr);
  signal(SIGPIPE, SIG_IGN);
  avatar::JobStore store(options.data, options.queue_max);
  avatar::Worker worker{store, options.renderer, options.stall_ms};
  httplib::Server server;
  // A stream holds its thread; there are more of them than jobs.
  server.new_task_queue = [] { return new httplib::ThreadPool(32); };
  avatar::add_routes(server, store, worker, token);
  const int port = options.port == 0 ? server.bind_to_any_port("127.0.0.1")
                                     : (server.bind_to_port("127.0.0.1", options.port) ? options.port : -1);
  if (port < 0) return std::fputs("cannot listen\n", stderr), 1;
  std::printf("{\"listening\":%d}\n", port);
  std::fflush(stdout);
  std::thread working([&] { worker.work(); });
  std::thread serving([&] { server.listen_after_bind(); });
  if (std::getenv("AVATAR_PARENT_PIPE")) {
    // Whoever started us holds the other end: its death ends the pipe, whatever killed it.
    std::thread([] {
      char byte;
      while (read(STDIN_FILENO, &byte, 1) > 0) continue;
      kill(getpid(), SIGTERM);
    }).detach();
  }
  int signal = 0;
  sigwait(&ends, &signal);
  worker.stopping = true;
  store.close();
  working.join();
  server.stop();
  serving.join();
  return 0;
}
