#include "routes.h"

#include <chrono>

#include "digest.h"
#include "validate.h"

namespace avatar {
namespace fs = std::filesystem;
using nlohmann::json;
using httplib::Request;
using httplib::Response;

namespace {
void answer(Response& response, int status, const json& body) {
  response.status = status;
  response.set_content(body.dump(), "application/json");
}

void put_job(JobStore& store, const Request& request, Response& response) {
  const std::string id = request.matches[1];
  const json body = json::parse(request.body, nullptr, false);
  if (sha256_hex(request.body).substr(0, 40) != id && !store.find(id)) {
    return answer(response, 422, {{"code", "BAD_SCRIPT"}, {"path", "jobId"},
                                  {"message", "the first 40 digits of the body's SHA-256"}});
  }
  if (const auto fault = fault_of(body)) {
    return answer(response, 422, {{"code", "BAD_SCRIPT"}, {"path", fault->path}, {"message", fault->message}});
  }
  for (std::size_t i = 0; i < body["slides"].size(); i++) {
    if (fs::exists(store.slide(body["slides"][i]["sha256"]))) continue;
    return answer(response, 422, {{"code", "SLIDE_MISSING"}, {"path", "slides." + std::to_string(i) + ".sha256"},
                                  {"message", "upload it first"}});
  }
  const auto [outcome, job, from, seq] = store.put(id, request.body);
  if (outcome == JobStore::Put::other_body) {
    return answer(response, 409, {{"code", "OTHER_BODY"}, {"message", "this id belongs to another body"}});
  }
  if (outcome == JobStore::Put::queue_full) {
    response.set_header("Retry-After", "15");
    return answer(response, 429, {{"code", "QUEUE_FULL"}, {"message", "no room for another job"}});
  }
  answer(response, outcome == JobStore::Put::created ? 201 : 200, {{"from", from}, {"seq", seq}});
}

void job_status(JobStore& store, const Request& request, Response& response) {
  const JobRef job = store.find(request.matches[1]);
  if (!job) return answer(response, 404, {{"code", "UNKNOWN"}});
  std::lock_guard held(store.lock);
  const double total = job->last_stage.value("framesTotal", 0.0);
  const double progress = total > 0 ? job->last_stage.value("framesDone", 0.0) / total : 0.0;
  answer(response, 200, {{"status", job->status}, {"stage", job->last_stage.value("stage", "queued")},
                         {"progress", job->status == "done" ? 1.0 : progress}, {"seq", job->events.size()}});
}

void job_events(JobStore& store, const Worker& worker, const Request& request, Response& response) {
  const JobRef job = store.find(request.matches[1]);
  if (!job) return answer(response, 404, {{"code", "UNKNOWN"}});
  const std::string asked =
      request.has_header("Last-Event-ID") ? request.get_header_value("Last-Event-ID") : request.get_param_value("after");
  std::size_t after = 0;
  if (!asked.empty() && asked.size() < 10 && asked.find_first_not_of("0123456789") == std::string::npos) {
    after = std::stoul(asked);
  }
  // Browsers' EventSource speaks of events by number; programs read one a line.
  const bool is_sse = request.get_header_value("Accept").find("text/event-stream") != std::string::npos;
  const char* mime = is_sse ? "text/event-stream" : "application/x-ndjson";
  response.set_chunked_content_provider(
      mime, [&store, &worker, job, after, is_sse](std::size_t, httplib::DataSink& sink) mutable {
        std::string lines;
        bool is_over = false;
        {
          std::unique_lock held(store.lock);
          store.changed.wait_for(held, std::chrono::milliseconds(500),
                                 [&] { return job->events.size() > after || job->ended(); });
          for (; after < job->events.size(); after++) {
            if (is_sse) lines += "id: " + std::to_string(after + 1) + "\ndata: " + job->events[after] + "\n\n";
            else lines += job->events[after] + "\n";
          }
          is_over = job->ended();
        }
        if (!lines.empty() && !sink.write(lines.data(), lines.size())) return false;
        if (is_over) sink.done();
        return sink.is_writable() && !worker.stopping;
      });
}

void artifact(JobStore& store, const Request& request, Response& response) {
  const JobRef job = store.find(request.matches[1]);
  const std::string name = request.matches[2];
  const bool is_known = std::find(std::begin(ARTIFACTS), std::end(ARTIFACTS), name) != std::end(ARTIFACTS);
  if (!job || !is_known || !fs::exists(job->folder / "out" / name)) return answer(response, 404, {{"code", "UNKNOWN"}});
  const std::string bytes = read_file(job->folder / "out" / name);
  response.set_header("ETag", std::string("\"").append(sha256_hex(bytes)).append("\""));
  response.set_header("Accept-Ranges", "bytes");
  response.set_content(bytes, "application/octet-stream");
}

void post_slide(JobStore& store, const Request& request, Response& response) {
  const std::string sha256 = request.matches[1];
  if (sha256_hex(request.body) != sha256) {
    return answer(response, 422, {{"code", "WRONG_HASH"}, {"message", "these bytes have another SHA-256"}});
  }
  if (!fs::exists(store.slide(sha256))) write_file(store.slide(sha256), request.body);
  answer(response, 201, json::object());
}

void metrics(JobStore& store, const Worker& worker, Response& response) {
  std::string text = "# TYPE avatar_jobs_queued gauge\navatar_jobs_queued " + std::to_string(store.queued());
  text += "\n# TYPE avatar_jobs_total counter\navatar_jobs_total{outcome=\"done\"} " + std::to_string(worker.done.load());
  text += "\navatar_jobs_total{outcome=\"failed\"} " + std::to_string(worker.failed.load()) + "\n";
  response.set_content(text, "text/plain; version=0.0.4");
}
}  // namespace

void add_routes(httplib::Server& server, JobStore& store, Worker& worker, const std::string& token) {
  server.set_payload_max_length(32u << 20);
  server.set_pre_routing_handler([token](const Request& request, Response& response) {
    const bool is_let_in = request.path == "/healthz" ||
                           same_secret(request.get_header_value("Authorization"), "Bearer " + token);
    if (is_let_in) return httplib::Server::HandlerResponse::Unhandled;
    answer(response, 401, {{"code", "TOKEN"}, {"message", "a bearer token is needed"}});
    return httplib::Server::HandlerResponse::Handled;
  });
  const std::string job = "/v1/jobs/([0-9a-f]{40})";
  server.Put(job, [&](const Request& q, Response& r) { put_job(store, q, r); });
  server.Get(job, [&](const Request& q, Response& r) { job_status(store, q, r); });
  server.Get(job + "/events", [&](const Request& q, Response& r) { job_events(store, worker, q, r); });
  server.Get(job + "/artifacts/([a-z.0-9]+)", [&](const Request& q, Response& r) { artifact(store, q, r); });
  server.Delete(job, [&](const Request& q, Response& r) {
    answer(r, store.cancel(q.matches[1]) ? 200 : 404, json::object());
  });
  server.Post("/v1/slides/([0-9a-f]{64})", [&](const Request& q, Response& r) { post_slide(store, q, r); });
  server.Get("/healthz", [](const Request&, Response& r) { answer(r, 200, {{"ok", true}}); });
  server.Get("/readyz", [&](const Request&, Response& r) {
    if (!worker.probe().empty()) return answer(r, 200, {{"ok", true}});
    answer(r, 503, {{"code", "PROBE_FAILED"}, {"message", "the renderer rendered no probe frame"}});
  });
  server.Get("/v1/capabilities", [&](const Request&, Response& r) {
    const std::string can = worker.probe();
    answer(r, 200, can.empty() ? json{{"backends", json::array()}} : json::parse(can));
  });
  server.Get("/metrics", [&](const Request&, Response& r) { metrics(store, worker, r); });
}
}  // namespace avatar
