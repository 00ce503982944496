/**
 * presgen-avatar-render JOB_FOLDER SLIDES_FOLDER: makes one job's film, and says how it goes in JSON, an event a line.
 * presgen-avatar-render --probe: draws one picture, looks at it, and says what this program can do.
 * presgen-avatar-render --verify JOB_FOLDER SLIDES_FOLDER FILM: measures another file as if it were this job's film.
 * presgen-avatar-render --sheet FILE.jpg [studio]: every presenter in five poses, for people to look at.
 */
#include <csignal>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>

#include "film/av.h"
#include "film/compose.h"
#include "film/render_film.h"
#include "film/report.h"
#include "film/sources.h"
#include "film/verify.h"
#include "render/raster.h"

namespace {
using namespace avatar;
using nlohmann::json;

void tell(const json& event) {
  const std::string line = event.dump(-1, ' ', false, json::error_handler_t::replace) + "\n";
  std::fwrite(line.data(), 1, line.size(), stdout);
  std::fflush(stdout);
}

int fail(const char* code, const std::string& message, bool retryable) {
  tell({{"failed", {{"code", code}, {"message", message}, {"retryable", retryable}}}});
  return 1;
}

int render(const char* folder, const char* slides) {
  const Progress progress{
      [](const char* stage, int done, int total) { tell({{"stage", stage}, {"framesDone", done}, {"framesTotal", total}}); },
      [](const std::string& from, const std::string& to, const std::string& reason) {
        tell({{"degraded", {{"from", from}, {"to", to}, {"reason", reason}}}});
      }};
  try {
    render_film(folder, slides, progress);
    return 0;
  } catch (const BadJob& error) {
    return fail("BAD_SCRIPT", error.what(), false);
  } catch (const VoiceMissing& error) {
    return fail("VOICE_MISSING", error.what(), false);
  } catch (const SourceFailed& error) {
    return fail("BACKEND_FAILED", error.what(), true);
  } catch (const EncoderFailed& error) {
    return fail("ENCODER_FAILED", error.what(), true);
  } catch (const std::exception& error) {
    return fail("BACKEND_FAILED", error.what(), true);
  }
}

// A picture in which a face can be: covered in the middle, clear in the corners, not of one colour.
bool is_drawn(const Picture& picture) {
  const auto at = [&](int x, int y) { return &picture.rgba[4 * (std::size_t(y) * picture.width + x)]; };
  const auto* middle = at(picture.width / 2, picture.height / 2);
  const auto* eye = at(picture.width * 2 / 5, picture.height * 2 / 5);
  return middle[3] == 255 && at(1, 1)[3] == 0 && middle[0] > middle[2] && (middle[0] != eye[0] || middle[1] != eye[1]);
}

int probe() {
  Picture picture{80, 90, {}};
  Scene scene;
  scene.style = presenters().front();
  draw(scene, picture);
  if (!is_drawn(picture)) return 1;
  json names = json::array();
  for (const auto& style : presenters()) names.push_back(style.name);
  const bool can_encode = avcodec_find_encoder_by_name("libx264") && avcodec_find_encoder(AV_CODEC_ID_AAC);
  if (!can_encode) return 1;
  tell({{"backends", backend_names()}, {"voices", voice_names()}, {"presenters", names}, {"device", "cpu, " + std::to_string(lane_width()) + " lanes"},
        {"encoder", "libx264"}, {"lanes", lane_width()}});
  return 0;
}

int verify(const char* folder, const char* slides, const char* film) {
  const Job job = read_job(folder, slides);
  std::ifstream in(std::filesystem::path(folder) / "out" / "timings.json");
  const std::string timings{std::istreambuf_iterator<char>(in), {}};
  std::puts(found_as_json(look_at(film, mouth_window(job), phones_in(timings))).c_str());
  return 0;
}

int sheet(const char* file, bool is_studio) {
  Face faces[5];
  faces[1].open = 1;
  faces[1].wide = .6F;
  faces[2] = {.open = .3F, .wide = 0, .pucker = 1};
  faces[3].blink = 1;
  faces[3].yaw = .2F;
  faces[4] = {.open = .45F, .wide = .9F, .gaze_x = -.85F, .yaw = -.2F};
  Picture picture{320, 360, {}};
  const int rows = int(presenters().size());
  Image image{320 * 5, 360 * rows, std::vector<std::uint8_t>(std::size_t(320) * 5 * 360 * rows * 3)};
  for (int row = 0; row < rows; ++row)
    for (int column = 0; column < 5; ++column) {
      const Colour paint = presenters()[row].wall;
      const float wall[3] = {paint.r, paint.g, paint.b};
      draw({presenters()[row], faces[column], is_studio ? Framing::studio : Framing::portrait}, picture);
      for (int i = 0; i < 320 * 360; ++i)
        for (int c = 0; c < 3; ++c) {
          const int cover = picture.rgba[4 * i + 3];
          image.rgb[3 * (std::size_t(row * 360 + i / 320) * image.width + column * 320 + i % 320) + c] =
              std::uint8_t((picture.rgba[4 * i + c] * cover + int(.9F * wall[c]) * (255 - cover)) / 255);
        }
    }
  write_jpeg(image, file);
  return 0;
}
}  // namespace

int main(int argc, char** argv) {
  av_log_set_level(AV_LOG_ERROR);
  // A reader that hung up is noticed where it is written to.
  signal(SIGPIPE, SIG_IGN);
  const std::string first = argc > 1 ? argv[1] : "";
  if (first == "--probe") return probe();
  if (first == "--verify" && argc == 5) return verify(argv[2], argv[3], argv[4]);
  if (first == "--sheet" && argc > 2) return sheet(argv[2], argc > 3);
  if (argc == 3) return render(argv[1], argv[2]);
  std::fputs("usage: presgen-avatar-render JOB_FOLDER SLIDES_FOLDER\n", stderr);
  return 2;
}
