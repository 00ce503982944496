#include "film/outside.h"

#include <fcntl.h>
#include <httplib.h>
#include <poll.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

extern "C" {
#include <libavutil/base64.h>
}

#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

namespace avatar {
using nlohmann::json;
namespace {

constexpr int kSilenceMs = 120'000;

json as_json(const OutsideOrder& order) {
  return {{"wav", order.wav.string()}, {"timings", order.timings.string()}, {"presenter", order.presenter}, {"width", order.width},
          {"height", order.height}, {"fps", order.fps}, {"from", order.from}, {"frames", order.frames}};
}

OutsideFacts facts_in(const std::string& text) {
  const json told = json::parse(text, nullptr, false);
  if (!told.is_object()) throw OutsideFailed("it does not say what it is");
  return {told.value("name", ""), told.value("licence", ""), told.value("commercialUse", false), told.value("likeness", false), told.value("consent", "")};
}

// Pictures out of a file descriptor, whoever writes into its other end.
class FromPipe : public OutsidePictures {
 public:
  explicit FromPipe(int fd) : fd_(fd) {}
  ~FromPipe() override { close(fd_); }

  void next(Picture& into) override {
    const std::size_t wanted = std::size_t(into.width) * into.height * 4;
    into.rgba.resize(wanted);
    for (std::size_t have = 0; have < wanted;) {
      pollfd waiting{fd_, POLLIN, 0};
      if (poll(&waiting, 1, kSilenceMs) <= 0) throw OutsideFailed("it gave no picture for two minutes");
      const ssize_t got = read(fd_, into.rgba.data() + have, wanted - have);
      if (got <= 0) throw OutsideFailed("its pictures ended early");
      have += std::size_t(got);
    }
  }

 private:
  int fd_;
};

class Program : public Outside {
 public:
  explicit Program(std::string path) : path_(std::move(path)) {}

  OutsideFacts facts() override {
    const Child child = start({path_, "--capabilities"});
    std::string text;
    char buffer[4096];
    for (ssize_t got; (got = read(child.out, buffer, sizeof buffer)) > 0;) text.append(buffer, std::size_t(got));
    close(child.out);
    waitpid(child.pid, nullptr, 0);
    return facts_in(text);
  }

  std::unique_ptr<OutsidePictures> render(const OutsideOrder& order) override {
    const std::filesystem::path told = order.timings.parent_path() / "outside.json";
    std::ofstream(told) << as_json(order).dump();
    const Child child = start({path_, told.string()});
    return std::make_unique<Running>(child);
  }

 private:
  struct Child {
    pid_t pid;
    int out;
  };

  class Running : public FromPipe {
   public:
    explicit Running(Child child) : FromPipe(child.out), pid_(child.pid) {}
    ~Running() override {
      kill(pid_, SIGKILL);
      waitpid(pid_, nullptr, 0);
    }

   private:
    pid_t pid_;
  };

  static Child start(std::vector<std::string> words) {
    std::vector<char*> argv;
    for (auto& word : words) argv.push_back(word.data());
    argv.push_back(nullptr);
    int out[2];
    if (pipe2(out, O_CLOEXEC) != 0) throw OutsideFailed("no pipe for it");
    const pid_t pid = fork();
    if (pid < 0) throw OutsideFailed("no process for it");
    if (pid == 0) {
      prctl(PR_SET_PDEATHSIG, SIGKILL);
      dup2(out[1], STDOUT_FILENO);
      execv(argv[0], argv.data());
      _exit(127);
    }
    close(out[1]);
    return {pid, out[0]};
  }

  std::string path_;
};

class Server : public Outside {
 public:
  explicit Server(std::string origin) : origin_(std::move(origin)) {}

  OutsideFacts facts() override {
    httplib::Client client(origin_);
    client.set_read_timeout(10);
    const auto answer = client.Get("/capabilities");
    if (!answer || answer->status != 200) throw OutsideFailed("its server does not answer");
    return facts_in(answer->body);
  }

  std::unique_ptr<OutsidePictures> render(const OutsideOrder& order) override {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw OutsideFailed("no pipe for it");
    return std::make_unique<Running>(origin_, order, ends);
  }

 private:
  class Running : public FromPipe {
   public:
    Running(const std::string& origin, const OutsideOrder& order, const int (&ends)[2])
        : FromPipe(ends[0]), thread_([origin, order, to = ends[1]] { fetch(origin, order, to); }) {}
    ~Running() override { thread_.detach(); }

   private:
    static std::string bytes_of(const std::filesystem::path& file) {
      std::ifstream in(file, std::ios::binary);
      return {std::istreambuf_iterator<char>(in), {}};
    }

    static void fetch(const std::string& origin, const OutsideOrder& order, int to) {
      httplib::Client client(origin);
      client.set_read_timeout(kSilenceMs / 1000);
      httplib::Request request;
      request.method = "POST";
      request.path = "/render";
      json body = as_json(order);
      body["timings"] = json::parse(bytes_of(order.timings), nullptr, false);
      const std::string wav = bytes_of(order.wav);
      std::string coded(AV_BASE64_SIZE(wav.size()), '\0');
      av_base64_encode(coded.data(), int(coded.size()), reinterpret_cast<const std::uint8_t*>(wav.data()), int(wav.size()));
      coded.pop_back();
      body["wav"] = coded;
      request.body = body.dump();
      request.set_header("Content-Type", "application/json");
      request.response_handler = [](const httplib::Response& response) { return response.status == 200; };
      // A reader that has gone closes its end, which ends the fetch.
      request.content_receiver = [to](const char* data, std::size_t size, std::uint64_t, std::uint64_t) {
        for (std::size_t sent = 0; sent < size;) {
          const ssize_t put = write(to, data + sent, size - sent);
          if (put <= 0) return false;
          sent += std::size_t(put);
        }
        return true;
      };
      client.send(request);
      close(to);
    }

    std::thread thread_;
  };

  std::string origin_;
};

}  // namespace

std::unique_ptr<Outside> open_outside(const std::string& backend) {
  const char* program = std::getenv("AVATAR_BACKEND_EXEC");
  const char* server = std::getenv("AVATAR_BACKEND_HTTP");
  if (backend == "exec" && program && *program) return std::make_unique<Program>(program);
  if (backend == "http" && server && *server) return std::make_unique<Server>(server);
  return nullptr;
}

OutsideFacts permitted(Outside& outside) {
  const OutsideFacts facts = outside.facts();
  if (facts.licence.empty()) throw OutsideFailed("it names no licence");
  if (facts.is_likeness && facts.consent.empty()) throw OutsideFailed("it shows a real person and has no consent on record");
  const char* allowed = std::getenv("AVATAR_NONCOMMERCIAL");
  if (!facts.is_for_commerce && !(allowed && std::string(allowed) == "yes"))
    throw OutsideFailed("its licence (" + facts.licence + ") does not allow commercial use");
  return facts;
}

}  // namespace avatar
