package main

import (
	"fmt"
	"strings"
	"syscall"

	"helm.sh/helm/v3/pkg/chart"
	"helm.sh/helm/v3/pkg/chart/loader"
	"helm.sh/helm/v3/pkg/chartutil"
	"helm.sh/helm/v3/pkg/engine"
	"helm.sh/helm/v3/pkg/releaseutil"
)

// request is a chart on disk or in memory, with the texts of value files in the order of the command line.
type request struct {
	// Chart is a folder or an archive.
	Chart string `json:"chart"`
	// Files are the texts of a chart by path, if there is no folder.
	Files map[string]string `json:"files"`
	// Bytes are files that are no text.
	Bytes       map[string][]byte `json:"bytes"`
	Values      []string          `json:"values"`
	Release     string            `json:"release"`
	Namespace   string            `json:"namespace"`
	KubeVersion string            `json:"kubeVersion"`
}

type answer struct {
	// Templates are the rendered texts by the name of the template, e.g. web/templates/service.yaml.
	Templates map[string]string `json:"templates,omitempty"`
	// Error says why Helm refuses to render.
	Error string `json:"error,omitempty"`
	// Unreadable says why `helm template` refuses texts that were rendered.
	Unreadable string `json:"unreadable,omitempty"`
	// LoadMicroseconds is the processor time of the whole process while it read the chart, RenderMicroseconds that
	// while it coalesced the values and rendered.
	LoadMicroseconds   int64 `json:"loadMicroseconds"`
	RenderMicroseconds int64 `json:"renderMicroseconds"`
}

// render does what `helm template` does without a cluster, up to the texts. Source: Install.RunWithContext and
// Configuration.renderResources in pkg/action. Dependencies that are declared and absent are no error here, because
// the engine renders without them.
func render(asked request) (given answer) {
	defer func() {
		if reason := recover(); reason != nil {
			given = answer{Error: fmt.Sprint("panic: ", reason)}
		}
	}()
	begun := processorTime()
	loaded, err := load(asked)
	if err != nil {
		return answer{Error: err.Error()}
	}
	given.LoadMicroseconds = processorTime() - begun
	values := map[string]interface{}{}
	for _, text := range asked.Values {
		// Source: Options.MergeValues in pkg/cli/values.
		read, err := chartutil.ReadValues([]byte(text))
		if err != nil {
			return answer{Error: "failed to parse values: " + err.Error()}
		}
		values = mergeMaps(values, read)
	}
	begun = processorTime()
	given.Templates, err = texts(loaded, values, asked)
	given.RenderMicroseconds = processorTime() - begun
	if err != nil {
		return answer{Error: err.Error()}
	}
	manifests := map[string]string{}
	for name, text := range given.Templates {
		if !strings.HasSuffix(name, "NOTES.txt") {
			manifests[name] = text
		}
	}
	if _, _, err := releaseutil.SortManifests(manifests, nil, releaseutil.InstallOrder); err != nil {
		given.Unreadable = err.Error()
	}
	return
}

func load(asked request) (*chart.Chart, error) {
	var loaded *chart.Chart
	var err error
	if asked.Chart != "" {
		loaded, err = loader.Load(asked.Chart)
	} else {
		files := []*loader.BufferedFile{}
		for name, text := range asked.Files {
			files = append(files, &loader.BufferedFile{Name: name, Data: []byte(text)})
		}
		for name, data := range asked.Bytes {
			files = append(files, &loader.BufferedFile{Name: name, Data: data})
		}
		loaded, err = loader.LoadFiles(files)
	}
	if err == nil && loaded.Metadata.Type != "" && loaded.Metadata.Type != "application" {
		// Source: checkIfInstallable in cmd/helm.
		err = fmt.Errorf("%s charts are not installable", loaded.Metadata.Type)
	}
	return loaded, err
}

func texts(loaded *chart.Chart, values map[string]interface{}, asked request) (map[string]string, error) {
	if err := chartutil.ProcessDependenciesWithMerge(loaded, values); err != nil {
		return nil, err
	}
	capabilities := chartutil.DefaultCapabilities.Copy()
	version, err := chartutil.ParseKubeVersion(asked.KubeVersion)
	if err != nil {
		return nil, err
	}
	capabilities.KubeVersion = *version
	options := chartutil.ReleaseOptions{
		Name:      asked.Release,
		Namespace: asked.Namespace,
		Revision:  1,
		IsInstall: true,
	}
	toRender, err := chartutil.ToRenderValues(loaded, values, options, capabilities)
	if err != nil {
		return nil, err
	}
	// Source: renderResources.
	if loaded.Metadata.KubeVersion != "" {
		if !chartutil.IsCompatibleRange(loaded.Metadata.KubeVersion, capabilities.KubeVersion.String()) {
			return nil, fmt.Errorf("chart requires kubeVersion: %s which is incompatible with Kubernetes %s",
				loaded.Metadata.KubeVersion, capabilities.KubeVersion.Version)
		}
	}
	return engine.Render(loaded, toRender)
}

// processorTime is the time in microseconds that all threads have used, that of the collector of garbage included.
func processorTime() int64 {
	var usage syscall.Rusage
	syscall.Getrusage(syscall.RUSAGE_SELF, &usage)
	return (usage.Utime.Sec+usage.Stime.Sec)*1e6 + int64(usage.Utime.Usec+usage.Stime.Usec)
}

// mergeMaps merges the second map into the first. Source: mergeMaps in pkg/cli/values.
func mergeMaps(a, b map[string]interface{}) map[string]interface{} {
	out := make(map[string]interface{}, len(a))
	for k, v := range a {
		out[k] = v
	}
	for k, v := range b {
		if v, ok := v.(map[string]interface{}); ok {
			if bv, ok := out[k]; ok {
				if bv, ok := bv.(map[string]interface{}); ok {
					out[k] = mergeMaps(bv, v)
					continue
				}
			}
		}
		out[k] = v
	}
	return out
}
