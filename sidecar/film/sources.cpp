#include "film/sources.h"

#include <algorithm>
#include <memory>

#include "film/outside.h"
#include "film/wav.h"
#include "render/motion.h"
#include "render/pose.h"
#include "render/raster.h"
#ifdef AVATAR_CUDA
#include "render/figure_cuda.h"
#endif

namespace avatar {
namespace fs = std::filesystem;
namespace {

std::vector<Face> faces_of(const Job& job, const Timeline& line) {
  Talk talk{mouth_track(line.phones, line.frames, job.fps), loudness_of(line, job.fps), double(job.fps), line.sentences, {}, job.seed, job.is_calm};
  for (const int frame : line.slide_frames)
    if (frame > 0) talk.slides.push_back(double(frame) / job.fps);
  return face_track(talk);
}

// The built-in presenter's scene, frame by frame.
std::function<Scene(int)> scenes_of(const Job& job, const Timeline& line) {
  Scene first;
  first.style = presenter_named(job.presenter);
  first.framing = job.framing;
  const auto faces = std::make_shared<const std::vector<Face>>(faces_of(job, line));
  return [first, faces](int frame) {
    Scene scene = first;
    scene.face = (*faces)[frame];
    return scene;
  };
}

Source built_in(const Job& job, const Timeline& line) {
  const auto scene = scenes_of(job, line);
  return {"cpu", false, [scene](int) -> Present { return [scene](int frame, Picture& into) { draw(scene(frame), into); }; }};
}

#ifdef AVATAR_CUDA
Source on_card(const Job& job, const Timeline& line) {
  const auto scene = scenes_of(job, line);
  return {"cuda", false, [scene](int) -> Present {
            return [scene](int frame, Picture& into) {
              try {
                avatar_cuda::draw(pose_of(scene(frame)), into);
              } catch (const std::runtime_error& error) {
                throw SourceFailed(error.what());
              }
            };
          }};
}
#endif

bool has_card() {
#ifdef AVATAR_CUDA
  return avatar_cuda::is_there();
#else
  return false;
#endif
}

Source from_outside(const Job& job, const Timeline& line, const fs::path& folder, std::shared_ptr<Outside> outside) {
  const OutsideOrder order{folder / "voice.wav", folder / "out" / "timings.json", job.presenter, job.panel.w, job.panel.h, job.fps, 0, line.frames};
  write_wav(line, order.wav);
  return {job.backend, true, [outside, order](int from) -> Present {
            OutsideOrder rest = order;
            rest.from = from;
            rest.frames = order.frames - from;
            std::shared_ptr<OutsidePictures> pictures = outside->render(rest);
            return [pictures](int, Picture& into) {
              try {
                pictures->next(into);
              } catch (const OutsideFailed& error) {
                throw SourceFailed(error.what());
              }
            };
          }};
}

}  // namespace

std::vector<Source> sources_of(const Job& job, const Timeline& line, const fs::path& folder,
                               const std::function<void(const std::string&, const std::string&, const std::string&)>& degraded) {
  if (job.backend == "none") return {{"none", false, [](int) -> Present { return [](int, Picture&) {}; }}};
  std::vector<Source> sources;
  const bool is_outside = job.backend != "auto" && job.backend != "cpu" && job.backend != "cuda";
  if (is_outside) {
    try {
      std::shared_ptr<Outside> outside = open_outside(job.backend);
      if (!outside) throw OutsideFailed("this machine has none of that name");
      permitted(*outside);
      sources.push_back(from_outside(job, line, folder, outside));
    } catch (const OutsideFailed& error) {
      degraded(job.backend, has_card() ? "cuda" : "cpu", error.what());
    }
  }
#ifdef AVATAR_CUDA
  if (job.backend != "cpu" && has_card()) sources.push_back(on_card(job, line));
#endif
  if (job.backend == "cuda" && !has_card()) degraded("cuda", "cpu", "no graphics card that this program was built for");
  sources.push_back(built_in(job, line));
  return sources;
}

std::vector<std::string> backend_names() {
  std::vector<std::string> names;
  if (has_card()) names.push_back("cuda");
  names.insert(names.end(), {"cpu", "none"});
  for (const char* name : {"exec", "http"})
    if (open_outside(name)) names.push_back(name);
  return names;
}

}  // namespace avatar
